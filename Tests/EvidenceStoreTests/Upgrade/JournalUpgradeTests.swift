import Crypto
import EvidenceLog
import Foundation
import Messages
import SQL
import Testing

@testable import EvidenceStore

struct JournalUpgradeTests {
    @Test("a journal of schema 1 is sealed: the same messages, numbers, leaves and chain, and what must still be done")
    func upgraded() throws {
        let old = try JournalOfSchemaOne()
        try old.fill()
        let directory = try old.abandon()
        defer { for suffix in ["", "-keys"] { try? FileManager.default.removeItem(atPath: directory + suffix) } }
        let configuration = JournalConfiguration(directory: directory)
        let journal = try Journal(configuration: configuration, now: old.now)
        try check(journal, old)
        #expect(try Rebuild.differences(in: configuration, now: old.now) == [])
    }

    @Test("killed at any step, the next start has the whole journal", arguments: JournalUpgrade.Step.allCases)
    func killed(at step: JournalUpgrade.Step) throws {
        let old = try JournalOfSchemaOne()
        try old.fill()
        // As a killed process leaves it: the write-ahead log beside the file.
        let directory = try old.abandon()
        defer { for suffix in ["", "-keys"] { try? FileManager.default.removeItem(atPath: directory + suffix) } }
        let configuration = JournalConfiguration(directory: directory)
        #expect(throws: JournalError.fault("\(step)")) {
            try JournalUpgrade.run(configuration, now: old.now, random: 1) {
                if $0 == step { throw JournalError.fault("\(step)") }
            }
        }
        try check(Journal(configuration: configuration, now: old.now), old)
        #expect(try plaintext(in: directory) == [])
    }

    @Test("nothing of the plaintext stays in the directory")
    func noPlaintext() throws {
        let old = try JournalOfSchemaOne()
        try old.fill()
        let directory = try old.abandon()
        defer { for suffix in ["", "-keys"] { try? FileManager.default.removeItem(atPath: directory + suffix) } }
        let before = try plaintext(in: directory)
        #expect(!before.isEmpty)
        let journal = try Journal(configuration: JournalConfiguration(directory: directory), now: old.now)
        #expect(try plaintext(in: directory) == [])
        try journal.close()
        #expect(try plaintext(in: directory) == [])
    }

    private func check(_ journal: Journal, _ old: JournalOfSchemaOne) throws {
        let rows = try journal.database.all("SELECT seq, leaf_hash FROM messages WHERE leaf_version = 1 ORDER BY seq") {
            ($0.int64(0), $0.digest(1))
        }
        #expect(rows.map(\.0) == (1...Int64(old.bytes.count)).map(\.self))
        #expect(rows.map(\.1) == old.leaves)
        for (index, bytes) in old.bytes.enumerated() {
            let message = try journal.recorded.message(Int64(index + 1))
            #expect(message?.bytes == bytes)
            #expect(message?.isDamaged == false)
        }
        #expect(try journal.database.first("SELECT chain FROM batches") { $0.digest(0) } == old.chain())
        #expect(journal.damageAtStart.isEmpty)
        #expect(journal.backlog() == ["acme": ObligationTable.OpenCount(changes: 1, rechecks: 1)])
        let reader = try JournalReader(journal.configuration, vault: journal.vault)
        let open = try reader.openWork(after: nil, limit: 10).0
        #expect(open.map(\.message.seq) == [7, 1])
        #expect(open.map(\.attempts) == [2, 2])
        let findings = try reader.findings(FindingFilter(), PageRequest()).rows
        #expect(findings.map(\.state.resource) == [JournalOfSchemaOne.resource])
        #expect(try reader.refusals(RefusalFilter(token: "t"), PageRequest()).rows.map(\.sender) == ["s"])
        #expect(journal.summaries.open.values.flatMap(\.entries).count == 1)
    }

    private func plaintext(in directory: String) throws -> [String] {
        let needle = Data(JournalOfSchemaOne.marker.utf8)
        return try FileManager.default.contentsOfDirectory(atPath: directory).filter { name in
            try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name)).range(of: needle) != nil
        }
    }
}
