import Crypto
import EvidenceLog
import Foundation
import Keystore
import Messages
import SQL
import TestSupport
import Testing
import Threading

@testable import EvidenceStore

/// A journal with a copy of it in a directory.
final class CopyFixture {
    let store: TemporaryJournal
    let folder: TemporaryFolder
    let target: DirectoryTarget
    let state = CopyState()

    init() throws {
        store = try TemporaryJournal()
        folder = try TemporaryFolder()
        target = DirectoryTarget(folder.path)
    }

    /// Records messages of tenants in turn, and an entry of the store log over them.
    func record(_ count: Int, tenants: [String] = ["acme", "globex"], body: String = "{}") throws {
        let batch = (0..<count).map { index in
            store.change("bucket-\(index)", tenant: tenants[index % tenants.count], body: body)
        }
        _ = try store.journal.commit(batch, now: store.now)
        store.advance(.seconds(2))
        _ = try store.tick()
    }

    func copier(_ target: (any CopyTarget)? = nil) throws -> Copier {
        let milliseconds = store.now.microseconds / 1_000
        return try Copier(
            try JournalFile.openForReading(store.directory),
            to: target ?? self.target,
            state: state,
            clock: WallClock { WallTime(milliseconds: milliseconds) }
        )
    }

    /// Copies all there is.
    func copy(to target: (any CopyTarget)? = nil) throws {
        let copier = try copier(target)
        while try copier.turn() {}
    }

    /// The store's key, as an auditor has it.
    func verifier() throws -> NoteVerifier {
        let text = try #require(
            try store.journal.database.first("SELECT checkpoint FROM store_log LIMIT 1") { $0.text(0) }
        )
        let name = try #require(try SignedNote(encoded: text).signatures.first?.name)
        return NoteVerifier(name: name, key: try SigningKeyFile.key(at: store.configuration.keys.signing).publicKey)
    }

    /// Witnesses whose keys an auditor knows.
    let witnesses = [
        Cosigner(name: "witness.example/w1", key: Ed25519.PrivateKey()),
        Cosigner(name: "witness.example/w2", key: Ed25519.PrivateKey()),
    ]

    /// The checkpoint of an entry.
    func note(_ position: Int64) throws -> SignedNote {
        let sql = "SELECT checkpoint FROM store_log WHERE position = ?1"
        return try SignedNote(
            encoded: try #require(try store.journal.database.first(sql, position) { $0.text(0) })
        )
    }

    /// Has a witness cosign the checkpoint of an entry, whenever that was made.
    func cosign(_ position: Int64, by witness: Int) throws {
        let line = try witnesses[witness].sign(try note(position).text, at: UInt64(store.now.seconds))
        let attested = Attested.cosignature(position: position, name: line.name, line: line.text)
        _ = try store.journal.say([.attested(attested)], now: store.now)
    }

    /// Has an authority stamp the checkpoint of an entry.
    func stamp(_ position: Int64, by authority: TimestampAuthority) throws {
        let query = try TimestampQuery(digest: SHA256.hash(try note(position).text))
        let token = try query.verify(try authority.answer(query.bytes), certificates: authority.certificates)
        let attested = Attested.timestamp(position: position, authority: "http://tsa.example", token: token.bytes)
        _ = try store.journal.say([.attested(attested)], now: store.now)
    }

    /// Erases everything of a tenant.
    func erase(_ tenant: String) throws {
        let order = ErasureOrdered(tenant: tenant, everything: true, reason: "end of contract")
        _ = try store.commit(store.operatorSays(.erasureOrdered, tenant, .erasure(order)))
        for _ in 0..<20 where !store.journal.erasures.pending.isEmpty {
            store.advance(.seconds(1))
            _ = try store.tick()
        }
    }

    func verify(_ target: (any CopyTarget)? = nil, opened: Bool = true) throws -> CopyReport {
        let vault = store.journal.vault
        let opener: CopyVerifier.Opener = { kid, sealed, label in
            guard let id = KeyID(bytes: kid), let bytes = try vault.bytes(of: id), let key = SealingKey(bytes: bytes)
            else { return nil }
            return try key.open(sealed, label: label)
        }
        let verifier = CopyVerifier(
            target ?? self.target,
            verifiers: [try verifier()],
            witnesses: witnesses.map(\.verifier),
            opener: opened ? opener : nil
        )
        return try verifier.run()
    }

    func segments() throws -> [Segment] {
        let reader = CopyReader(target: target)
        return try (1..<(try reader.last()) + 1).compactMap { try reader.segment($0)?.segment }
    }

    /// Puts other segments in the place of those of the copy, each naming the one before it, as somebody could who has the directory.
    func rewrite(_ change: (inout [Segment]) -> Void) throws {
        var segments = try segments()
        let count = segments.count
        change(&segments)
        for number in 1...count { try place(CopyName.segment(UInt64(number)), nil) }
        var previous = Segment.origin
        for index in segments.indices {
            segments[index].previous = previous
            segments[index].number = UInt64(index + 1)
            let bytes = segments[index].encoded()
            previous = Segment.hash(of: bytes) ?? previous
            try place(CopyName.segment(UInt64(index + 1)), bytes)
        }
    }

    /// Puts bytes in a file of the copy, or takes the file away.
    func place(_ name: String, _ bytes: [UInt8]?) throws {
        let path = folder.path + "/" + name
        if let bytes {
            try Data(bytes).write(to: URL(filePath: path))
        } else {
            try FileManager.default.removeItem(atPath: path)
        }
    }
}
