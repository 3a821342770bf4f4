import CommandLine
import Foundation
import JSON
import Messages
import Testing

@testable import Settei

@Suite("Privileged use is compared with the customer's own log")
struct ReconcileTests {
    @Test("CSV and JSON lines say the same")
    func reading() {
        let csv = """
            Time,actor,note,resource,action,address\r
            2026-11-20T09:00:00+09:00,alice,"quoted, ""twice""\r
            over two lines",bucket-1,update,192.0.2.7\r

            2026-11-20T00:05:00Z, root ,,,,
            """
        let json = """
            {"time":"2026-11-20T00:00:00Z","actor":"alice","action":"update","address":"192.0.2.7","resource":"bucket-1","x":[1]}
            {"time":"2026-11-20T00:05:00Z","actor":"root","address":null,"action":""}
            """
        let (first, second) = (PrivilegedUseReading(Array(csv.utf8)), PrivilegedUseReading(Array(json.utf8)))
        #expect(first.mistakes.isEmpty)
        #expect(second.mistakes.isEmpty)
        #expect(first.uses.map(\.actor) == ["alice", "root"])
        #expect(first.uses.map(\.place) == ["line 2", "line 5"])
        let plain = { (use: PrivilegedUse) in
            var use = use
            use.place = ""
            return use
        }
        #expect(first.uses.map(plain) == second.uses.map(plain))
    }

    @Test(
        "what cannot be read is told with its line",
        arguments: [
            ("", "1: the input is empty"), ("time,who\n", "1: no column 'actor' among the headings time, who"),
            ("time,actor\nyesterday,alice\n", "2: time takes RFC 3339"),
            ("time,actor\n2026-11-20T00:00:00Z,\n", "2: actor is missing"),
            ("actor,time\nalice\n", "2: time is missing"), ("time,actor\n\"2026", "2: a quote is not closed"),
            ("{\"time\":\"2026-11-20T00:00:00Z\"}\n", "1: actor is missing"), ("{\"time\":}", "1: "),
            ("time,actor\n\u{0}", "2: actor is missing"),
        ]
    )
    func mistakes(text: String, says: String) {
        let reading = PrivilegedUseReading(Array(text.utf8))
        #expect(reading.mistakes.contains { $0.hasPrefix(says) } || text.contains("\u{0}"), "\(reading.mistakes)")
        #expect(!reading.mistakes.isEmpty)
    }

    @Test(
        "what may be the same is matched once, the rest is told on its side",
        arguments: [
            // theirs, ours: seconds, actor, address, action, resource; matched, only theirs, only ours
            ("0 a", "0 a", 1, 0, 0), ("0 a", "0 b", 0, 1, 1), ("0 a", "300 a", 1, 0, 0), ("0 a", "301 a", 0, 1, 1),
            ("300 a", "0 a", 1, 0, 0), ("0 a", "", 0, 1, 0), ("", "0 a", 0, 0, 1),
            ("0 a 1.2.3.4", "0 a", 1, 0, 0), ("0 a 1.2.3.4", "0 a 1.2.3.5", 0, 1, 1),
            ("0 a - update", "0 a 1.2.3.4 UPDATE", 1, 0, 0), ("0 a - update", "0 a - delete", 0, 1, 1),
            ("0 a - - x", "0 a - - X", 1, 0, 0), ("0 a - - x", "0 a - - y", 0, 1, 1),
            // Two of theirs need two of ours, and each takes the earliest that is left.
            ("0 a;10 a", "0 a", 1, 1, 0), ("0 a;10 a", "5 a;200 a", 2, 0, 0), ("0 a;400 a", "200 a;600 a", 2, 0, 0),
            ("500 a;0 a", "0 a;500 a", 2, 0, 0), ("0 a - update;1 a - delete", "0 a - delete;1 a - update", 2, 0, 0),
        ] as [(String, String, Int, Int, Int)]
    )
    func matching(theirs: String, ours: String, matched: Int, onlyTheirs: Int, onlyOurs: Int) {
        let result = Reconciliation(theirs: uses(theirs), ours: uses(ours), tolerance: .seconds(300))
        #expect(result.matched.count == matched)
        #expect(result.onlyTheirs.count == onlyTheirs)
        #expect(result.onlyOurs.count == onlyOurs)
    }

    @Test("a hundred thousand uses of one actor are compared at once")
    func many() {
        let one = (0..<100_000).map {
            PrivilegedUse(time: Timestamp(milliseconds: Int64($0) * 1_000), actor: "a", place: "")
        }
        let clock = ContinuousClock.now
        let result = Reconciliation(theirs: one, ours: one, tolerance: .seconds(5))
        #expect(result.matched.count == 100_000)
        #expect(ContinuousClock.now - clock < .seconds(20))
    }

    @Test("the period is that of the file, and can be set")
    func period() throws {
        let uses = uses("10 a;5 a;20 a")
        func period(_ words: [String], _ uses: [PrivilegedUse]) throws -> ClosedRange<Int64> {
            let arguments = try Arguments(words, for: ReconcileCommand.command, of: "settei", environment: [:])
            return try ReconcileCommand.period(arguments, uses)
        }
        #expect(try period([], uses) == 5_000_000...20_000_000)
        #expect(try period(["--from", "1970-01-01T00:00:01Z"], uses) == 1_000_000...20_000_000)
        #expect(throws: CommandFailure.self) { try period(["--from", "1970-01-01T00:00:30Z"], uses) }
        #expect(throws: CommandFailure.self) { try period([], []) }
        #expect(throws: CommandFailure.self) { try period(["--to", "soon"], uses) }
    }

    @Test("of our records those count whose actor used special privileges")
    func ours() throws {
        func message(_ privileged: Bool?) throws -> [UInt8] {
            var data = ConfigChanged(
                resource: Resource(provider: "aws", account: "1", region: "r", type: "T", id: "bucket-1"),
                configuration: .init(trusted: Array("{}".utf8)),
                observedAt: Timestamp(milliseconds: 7_000),
                change: Change(action: .update, source: "test")
            )
            data.actor = privileged.map { Actor(id: "root", address: "192.0.2.7", privileged: $0) }
            let header = MessageHeader(
                id: MessageID(milliseconds: 7_000, version: 7, random: (1, 2)),
                kind: .configChanged,
                source: "//settei/test",
                tenant: "acme",
                subject: "x",
                time: Timestamp(milliseconds: 7_000)
            )
            return try Message(header, data: data).bytes
        }
        #expect(ReconcileCommand.use(in: try message(nil)) == nil)
        #expect(ReconcileCommand.use(in: try message(false)) == nil)
        #expect(ReconcileCommand.use(in: Array("{}".utf8)) == nil)
        let use = try #require(ReconcileCommand.use(in: try message(true)))
        #expect(use.actor == "root")
        #expect(use.address == "192.0.2.7")
        #expect(use.action == "update")
        #expect(use.resource == "bucket-1")
        #expect(use.time == Timestamp(milliseconds: 7_000))
    }

    private func uses(_ text: String) -> [PrivilegedUse] {
        text.split(separator: ";").map { entry in
            let words = entry.split(separator: " ").map(String.init) + ["-", "-", "-"]
            func optional(_ index: Int) -> String? { words[index] == "-" ? nil : words[index] }
            return PrivilegedUse(
                time: Timestamp(milliseconds: (Int64(words[0]) ?? 0) * 1_000),
                actor: words[1],
                address: optional(2),
                action: optional(3),
                resource: optional(4),
                place: String(entry)
            )
        }
    }
}
