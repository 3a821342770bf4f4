import Crypto
import EvidenceLog
import Foundation
import Keystore
import Messages
import SQL
import ServiceKit
import Synchronization
import TestSupport
import Testing
import Threading

@testable import EvidenceStore

@Suite("the copy", .timeLimit(.minutes(2)))
struct CopierTests {
    @Test("everything is in the copy, in segments and in tiles, and can be verified with the copy alone")
    func whole() throws {
        let fixture = try CopyFixture()
        try fixture.record(700)
        try fixture.copy()
        try fixture.record(900, tenants: ["acme"])
        try fixture.copy()
        let report = try fixture.verify()
        #expect(report.problems == [])
        #expect(report.isComplete && report.messages == fixture.store.journal.messages.seq && report.unsigned == 0)
        #expect(report.opened == report.messages && report.erased == 0 && report.entries == 2)
        // acme has 1250 messages, globex 350: five full tiles, and as many bundles; and ten partial ones of the logs' checkpoints.
        #expect(report.tiles == 20)
        #expect(fixture.state.messagesBehind.load(ordering: .relaxed) == 0)
        #expect(fixture.state.tilesBehind.load(ordering: .relaxed) == 0)
    }

    @Test("a copier that is ended after any step goes on where the target stands")
    func restarts() throws {
        let fixture = try CopyFixture()
        for _ in 0..<8 {
            try fixture.record(300)
            _ = try fixture.copier().turn()
        }
        try fixture.copy()
        let report = try fixture.verify()
        #expect(report.problems == [] && report.messages == fixture.store.journal.messages.seq)
        #expect(report.segments == 8)
        // Nothing new: no segment.
        try fixture.copy()
        #expect(try fixture.segments().count == 8)
    }

    @Test("a target that fails at every fourth request gets everything, once, and nothing differs")
    func failures() throws {
        let fixture = try CopyFixture()
        let double = try S3Double()
        let target = try double.target(timeout: .seconds(2))
        double.fail { _, number in
            var random = Seeded(state: UInt64(number))
            guard random.next() % 4 == 0 else { return nil }
            return [.status(500, "InternalError"), .close, .loseAnswer, .status(503, "SlowDown")].randomElement(
                using: &random
            )
        }
        var copier: Copier?
        var failures = 0
        for round in 0..<6 {
            try fixture.record(400)
            var hasMore = true
            while hasMore {
                let active = try copier ?? fixture.copier(target)
                copier = active
                do throws(CopyError) {
                    hasMore = try active.turn()
                } catch {
                    #expect(error.isTransient, "\(error)")
                    failures += 1
                    // Sometimes it is another process that goes on.
                    if failures % 3 == round % 3 { copier = nil }
                }
            }
        }
        #expect(failures > 5)
        double.fail { _, _ in nil }
        let report = try fixture.verify(target)
        #expect(report.problems == [] && report.messages == fixture.store.journal.messages.seq)
        for name in double.contents.keys where !name.hasSuffix("/checkpoint") {
            #expect(double.versions(of: name) == 1, "\(name)")
        }
    }

    @Test("the logs can be read as tlog-tiles up to their checkpoints")
    func published() throws {
        let fixture = try CopyFixture()
        try fixture.record(700)
        let tenant = try #require(
            try fixture.store.journal.database.first("SELECT id FROM tenants WHERE name = 'acme'") { $0.int64(0) }
        )
        // As it was signed with the day's first entries.
        let signed = try #require(
            try fixture.store.journal.database.first(
                "SELECT size, checkpoint FROM tenant_checkpoints WHERE tenant = ?1 ORDER BY size DESC LIMIT 1",
                tenant
            ) { (size: Int($0.int64(0)), text: $0.text(1)) }
        )
        #expect(signed.size > 256 && signed.size < 512)
        let leaves = try fixture.store.journal.database.all(
            "SELECT leaf_hash FROM messages WHERE tenant = ?1 ORDER BY log_index LIMIT ?2",
            tenant,
            Int64(signed.size)
        ) { $0.digest(0) }
        let checkpoint = try Checkpoint(text: SignedNote(encoded: signed.text).text)
        try fixture.copy()
        let folder = "logs/tenant/acme/"
        let rest = signed.size - 256
        let partial = "tile/0/001.p/\(rest)"
        let entries = "tile/entries/001.p/\(rest)"
        for name in ["tile/0/000", partial, "tile/1/000.p/1", "tile/entries/000", entries] {
            #expect(try fixture.target.contains(folder + name), "\(name)")
        }
        #expect(try fixture.target.read(folder + "checkpoint") == Array(signed.text.utf8))
        // A reader of tlog-tiles comes to the root that the checkpoint has.
        var read = MerkleTree()
        for name in ["tile/0/000", partial] {
            let bytes = try #require(try fixture.target.read(folder + name))
            for start in stride(from: 0, to: bytes.count, by: 32) {
                read.append(try #require(Digest(bytes: bytes[start..<start + 32])))
            }
        }
        #expect(read.root == checkpoint.root)
        let bundle = try EntryBundle.decode(try #require(try fixture.target.read(folder + entries)))
        #expect(bundle.map(MerkleHash.leaf) == Array(leaves.compactMap(\.self)[256...]))
        #expect(try fixture.verify().problems == [])
    }

    @Test("objects do not become more with the number of tenants")
    func tenants() throws {
        let fixture = try CopyFixture()
        try fixture.record(400, tenants: (0..<200).map { "tenant-\($0)" })
        try fixture.copy()
        #expect(try fixture.target.list("segments/", after: "", limit: 100).count == 1)
        // Of the logs the store's, and what was signed of a tenant's own: a tile, a bundle and the checkpoint each.
        let logs = try fixture.target.list("logs/", after: "", limit: 1_000)
        let signed = try fixture.store.journal.database.first("SELECT count(*) FROM tenant_checkpoints") { $0.int64(0) }
        #expect(logs.count(where: { $0.hasPrefix("logs/store/") }) == 3)
        #expect(logs.count == 3 + 3 * Int(signed ?? 0))
    }

    @Test("the copy of another journal, or a journal older than its copy, is refused")
    func others() throws {
        let fixture = try CopyFixture()
        try fixture.record(10)
        try fixture.copy()
        let other = try CopyFixture()
        try other.record(10)
        let foreign = try #require(throws: CopyError.self) { try other.copy(to: fixture.target) }
        #expect("\(foreign)".contains("another one") && !foreign.isTransient)
        let image = try fixture.store.image()
        defer { for path in [image, image + "-keys"] { try? FileManager.default.removeItem(atPath: path) } }
        try fixture.record(10)
        try fixture.copy()
        let old = try Copier(
            try JournalFile.openForReading(image),
            to: fixture.target,
            state: CopyState(),
            clock: .system
        )
        let backup = try #require(throws: CopyError.self) { try old.turn() }
        #expect("\(backup)".contains("ends before") && !backup.isTransient)
    }

    @Test("nothing that a tenant said can be read in the copy")
    func markers() throws {
        let fixture = try CopyFixture()
        let actor = #"{"id":"planted-person"}"#
        let batch = (0..<300).map {
            fixture.store.change("planted-bucket-\($0)", actor: actor, body: #"{"key":"planted-setting"}"#)
        }
        _ = try fixture.store.journal.commit(batch, now: fixture.store.now)
        fixture.store.advance(.seconds(2))
        _ = try fixture.store.tick()
        try fixture.copy()
        let names =
            try fixture.target.list("segments/", after: "", limit: 10)
            + fixture.target.list("logs/", after: "", limit: 100)
        #expect(names.count > 6 && names.contains("logs/tenant/acme/checkpoint"))
        for name in names {
            let bytes = try #require(try fixture.target.read(name))
            #expect(Data(bytes).range(of: Data("planted".utf8)) == nil, "\(name)")
        }
    }

    @Test("what the copy has beyond a journal is given out in order")
    func replay() throws {
        let fixture = try CopyFixture()
        for _ in 0..<9 {
            try fixture.record(20)
            try fixture.copy()
        }
        let all = try fixture.segments()
        let head = fixture.store.journal.messages.seq
        for (index, segment) in all.enumerated() {
            var seqs: [Int64] = []
            try CopyReader(target: fixture.target).replay(after: segment.cursor) { segment in
                for case .message(let message) in segment.records { seqs.append(message.seq) }
            }
            #expect(seqs == Array((segment.cursor.seq + 1)..<(head + 1)), "after segment \(index + 1)")
        }
    }

    @Test("the operators are told when the copy is late, and when it is not any more")
    func late() throws {
        let fixture = try CopyFixture()
        try fixture.record(5)
        let target = DirectoryTarget(fixture.folder.path + "/mounted")
        var alerts: [OperatorAlerted] = []
        let start = fixture.store.now.microseconds / 1_000
        let time = Switching(start)
        let clock = WallClock { WallTime(milliseconds: time.value) }
        let loop = CopyLoop(
            { () throws(CopyError) -> any CopyTarget in target },
            fixture.store.configuration,
            state: fixture.state,
            limit: .seconds(60),
            log: Log(service: "test", level: .error),
            clock: clock
        ) { alerts.append($0) }
        loop.turn()
        #expect(
            alerts.isEmpty && loop.pause == 1_000 && fixture.state.problem.withLock { $0 }?.contains("mounted") == true
        )
        for _ in 0..<10 { loop.turn() }
        #expect(loop.pause == CopyLoop.longestPause)
        time.value = start + 61_000
        loop.turn()
        loop.turn()
        #expect(alerts.map(\.reason) == ["copy-late"] && fixture.state.isLate.load(ordering: .relaxed))
        try FileManager.default.createDirectory(atPath: target.root, withIntermediateDirectories: false)
        loop.turn()
        #expect(alerts.map(\.reason) == ["copy-late", "copy-recovered"])
        #expect(fixture.state.messagesBehind.load(ordering: .relaxed) == 0 && loop.pause == 1_000)
        #expect(fixture.state.problem.withLock { $0 } == nil)
    }
}

/// A time that the test moves.
final class Switching: Sendable {
    private let held: Locked<Int64>

    init(_ value: Int64) { held = Locked(value) }

    var value: Int64 {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}
