import Crypto
import EvidenceLog
import Foundation
import Keystore
import Messages
import SQL

@testable import EvidenceStore

/// A journal with something in every table, as a killed store leaves it: a database, a write-ahead log, a keystore, two keys.
final class TamperFixture: Sendable {
    /// Where the files are as they were written.
    let original: Place
    /// The public key, as an auditor has it.
    let key: Ed25519.PublicKey
    /// A checkpoint of the store log from the middle, and the last, kept elsewhere.
    let checkpoints: [SignedNote]
    /// The files as they were at the first of the checkpoints.
    let old: Place
    let now: Timestamp
    private let known: [MessageID: Incoming]

    /// The directory of a journal and its keys.
    struct Place: Sendable {
        let directory: String
        var configuration: JournalConfiguration {
            JournalConfiguration(directory: directory, keys: EvidenceKeys(in: directory + "-keys"))
        }

        func copy() throws -> Place {
            let other = Place(directory: TamperFixture.root + "/tamper-\(UUID().uuidString)")
            for end in ["", "-keys"] {
                try FileManager.default.copyItem(atPath: directory + end, toPath: other.directory + end)
            }
            return other
        }

        func remove() {
            for end in ["", "-keys"] { try? FileManager.default.removeItem(atPath: directory + end) }
        }
    }

    /// In memory where the system has that.
    static let root =
        FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()

    init() throws {
        let store = try TemporaryJournal { $0.origin = "settei.example/tamper" }
        var known: [MessageID: Incoming] = [:]
        try Self.fill(store, &known)
        _ = try store.journal.database.checkpoint(.truncate)
        let notes = "SELECT checkpoint FROM store_log ORDER BY position DESC LIMIT 1"
        let middle = try store.journal.database.first(notes) { $0.text(0) } ?? ""
        old = try Place(directory: store.image()).copy()
        Place(directory: store.directory + "-image").remove()
        for name in ["late-1", "late-2"] {
            let incoming = store.change(name)
            known[incoming.header.id] = incoming
            _ = try store.commit(incoming)
            store.advance(.seconds(2))
            _ = try store.tick()
        }
        let last = try store.journal.database.first(notes) { $0.text(0) } ?? ""
        checkpoints = [try SignedNote(encoded: middle), try SignedNote(encoded: last)]
        key = try SigningKeyFile.key(at: store.configuration.keys.signing).publicKey
        original = try Place(directory: store.image()).copy()
        Place(directory: store.directory + "-image").remove()
        now = store.now
        self.known = known
    }

    deinit {
        original.remove()
        old.remove()
    }

    /// Everything that `fsck` says of a place.
    func fsck(
        _ place: Place,
        _ steps: [Fsck.Step] = Fsck.Step.allCases,
        trusted: Bool = false,
        kept: [SignedNote] = []
    ) -> [Fsck.Fault] {
        var fsck = Fsck(configuration: place.configuration)
        fsck.key = trusted ? key : nil
        fsck.kept = kept.map { KeptCheckpoint(note: $0) }
        fsck.read = TemporaryJournal.reading(known)
        return fsck.run(steps, now: now)
    }

    /// Does something with a copy of the files, and returns what `fsck` says of them then.
    func fsck(trusted: Bool = false, kept: [SignedNote] = [], after change: (Place) throws -> Void) throws -> [String] {
        let place = try original.copy()
        defer { place.remove() }
        try change(place)
        return fsck(place, trusted: trusted, kept: kept).map(\.description)
    }

    // MARK: Filling

    private static func fill(_ store: TemporaryJournal, _ known: inout [MessageID: Incoming]) throws {
        func commit(_ batch: [Incoming]) throws -> Commit {
            for incoming in batch { known[incoming.header.id] = incoming }
            return try store.journal.commit(batch, now: store.now)
        }
        func rest() throws {
            store.advance(.seconds(2))
            _ = try store.tick()
        }
        let digest = TemporaryJournal.digestOne
        _ = try commit([store.document("d", digest: digest)])
        _ = try commit([store.manifest(1, digest: digest, previous: nil)])
        let policy = PolicyReference(version: 1, digest: digest)
        for number in 0..<12 {
            let tenant = ["acme", "globex", "initech"][number % 3]
            let item = try commit([store.change("b\(number)", tenant: tenant, actor: #"{"id":"a"}"#)]).opened[0]
            let answer = try commit([store.assessment(of: item, [.fail(), .fail("r2", .low)], policy: policy)])
            if let plan = answer.opened.first(where: { $0.kind == .plan }) {
                let planned = try commit([store.plan(plan, routes: "mail", "hook")])
                _ = try commit([store.sent(planned.opened[0])])
                _ = try commit([store.failed(planned.opened[1], next: nil)])
            }
            try rest()
        }
        _ = try commit((0..<300).map { store.change("many-\($0)", tenant: "initech") })
        let dead = try commit([store.change("dead")]).opened[0]
        _ = try store.journal.markDead([DeadItem(item: dead.item, attempts: 5, reason: "silent")], now: store.now)
        try rest()
        try orders(store, commit, rest)
        // Another month, and so other keys.
        store.advance(.seconds(86_400 * 35))
        _ = try commit(["acme", "globex", "initech"].map { store.change("new", tenant: $0) })
        try rest()
    }

    /// A hold on one resource, an erased class of one tenant, and all of what another had.
    private static func orders(
        _ store: TemporaryJournal,
        _ commit: ([Incoming]) throws -> Commit,
        _ rest: () throws -> Void
    ) throws {
        let resource = TemporaryJournal.resource("b1").key
        let hold = HoldPlaced(hold: "case-1", tenant: "globex", resource: resource, reason: "court")
        let erasure = ErasureOrdered(tenant: "globex", classes: [.settings], reason: "asked for")
        _ = try commit([store.operatorSays(.holdPlaced, hold.hold, .hold(hold))])
        _ = try commit([store.operatorSays(.erasureOrdered, erasure.tenant, .erasure(erasure))])
        for _ in 0..<20 { try rest() }
    }
}
