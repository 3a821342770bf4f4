import JSON
import Testing

@testable import Settei

struct CapacityTableTests {
    @Test("what runs out is a table, with how long it lasts")
    func table() throws {
        let json = """
            {"at":"2025-11-20T00:00:00Z","disk":{"totalBytes":107374182400,"freeBytes":21474836480},"journalBytes":53687091200,
            "bytesPerMessage":2000,"growthBytesPerSecond":24855,"historySeconds":604800,"diskFullSeconds":864000,"ingestRate":12.5,
            "sustainableRate":8000,"work":[{"kind":"assess","count":7,"oldestSeconds":3.2},{"kind":"plan","count":0,"oldestSeconds":0}]}
            """
        let lines = CapacityTable(try JSONDocument(Array(json.utf8)).root).lines
        #expect(
            lines == [
                "RESOURCE      USED             THERE IS  GROWS BY     LASTS",
                "disk          80.0 GiB (80 %)  100 GiB   2.0 GiB/day  10 days",
                "journal       50.0 GiB                   2.0 GiB/day",
                "messages/s    12.5 (0 %)       8000                   –",
                "work: assess  7 open                                  oldest 3 s", "work: plan    0 open", "",
                "history: 7 days",
            ]
        )
    }

    @Test("of a database on a server there is no disk, and what is not known is said so")
    func unknown() throws {
        let json = #"{"journalBytes":10,"ingestRate":0,"historySeconds":0,"work":[]}"#
        let lines = CapacityTable(try JSONDocument(Array(json.utf8)).root).lines
        #expect(lines.contains { $0.hasPrefix("journal     10 B") && $0.contains("not known yet") })
        #expect(!lines.contains { $0.hasPrefix("disk") })
    }
}
