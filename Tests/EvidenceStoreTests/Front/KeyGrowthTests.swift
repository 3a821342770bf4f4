import Foundation
import Messages
import SQL
import Synchronization
import Testing

@testable import EvidenceStore

/// What keeps a publisher from making keys without end, over loopback TCP.
@Suite(
    "Keys are made for tenants that may be written, and for the months in which they are",
    .serialized,
    .timeLimit(.minutes(2))
)
struct KeyGrowthTests {
    private func message(_ number: Int, tenant: String, time: String) -> [UInt8] {
        let id = MessageID(milliseconds: 1_763_600_000_000, version: 7, random: (UInt64(number), UInt64(number)))
        let fields = [("id", "\"\(id.text)\""), ("tenant", "\"\(tenant)\""), ("time", "\"\(time)\"")]
        return Array(MessageSample.message(fields).utf8)
    }

    @Test("neither other tenants' names nor times of many months make keys")
    func flood() throws {
        let place = Mutex("")
        let running = try RunningStore { settings in
            let directory = settings.journal.directory
            place.withLock { $0 = directory }
        }
        defer { running.stop() }
        let directory = place.withLock { $0 }
        func counts() throws -> [Int64] {
            let database = try JournalFile.openForReading(directory)
            defer { try? database.close() }
            let sql = "SELECT (SELECT count(*) FROM keys), (SELECT count(*) FROM tenants)"
            return try database.first(sql) { [$0.int64(0), $0.int64(1)] } ?? []
        }
        let client = try running.client("acme-ci")
        let time = "2025-11-20T00:00:00Z"
        #expect(try client.publish(message(1, tenant: "acme", time: time), token: "1")?.status == "recorded")
        let before = try counts()
        for number in 2..<60 {
            let stranger = message(number, tenant: "tenant-\(number)", time: time)
            #expect(try client.publish(stranger, token: "\(number)")?.code == "tenant-not-allowed")
            let month = String(format: "20%02d-%02d", 10 + number / 12, number % 12 + 1)
            let old = message(100 + number, tenant: "acme", time: "\(month)-01T00:00:00Z")
            let status = try client.publish(old, token: "o\(number)")?.status
            #expect(status == "recorded" || status == "refused")
        }
        // A refusal is told in the operators' log, under keys that there are; a month may end meanwhile.
        let after = try counts()
        #expect(after[1] == before[1])
        #expect(after[0] - before[0] <= 2 * Int64(RetentionClass.allCases.count), "\(before) \(after)")
    }
}
