import Crypto
import EvidenceLog
import Foundation
import Keystore
import Messages
import SQL
import Testing
import Threading

@testable import EvidenceStore

/// A journal with a copy, a place for backups, and a place to restore to.
final class BackupFixture {
    let store: TemporaryJournal
    let folder: TemporaryFolder
    private(set) var known: [MessageID: Incoming] = [:]

    init() throws {
        store = try TemporaryJournal { $0.origin = "settei.example/test" }
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/copy", withIntermediateDirectories: true)
        try commit(store.manifest(1, digest: TemporaryJournal.digestOne, previous: nil))
        try commit(store.document("d", digest: TemporaryJournal.digestOne))
    }

    var archive: String { folder.path + "/tenants.zip" }
    var restored: String { folder.path + "/journal" }
    var target: DirectoryTarget { DirectoryTarget(folder.path + "/copy") }

    @discardableResult
    func commit(_ batch: Incoming...) throws -> Commit {
        for incoming in batch { known[incoming.header.id] = incoming }
        return try store.journal.commit(batch, now: store.now)
    }

    /// Records changes of two tenants, one of which is assessed, and an entry of the store log over them.
    func record(_ count: Int, _ name: String) throws {
        let batch = (0..<count).map { store.change("\(name)-\($0)", tenant: $0 % 2 == 0 ? "acme" : "globex") }
        for incoming in batch { known[incoming.header.id] = incoming }
        let commit = try store.journal.commit(batch, now: store.now)
        if let item = commit.opened.first { try self.commit(store.assessment(of: item, [.fail()])) }
        store.advance(.seconds(2))
        _ = try store.tick()
    }

    func copy() throws {
        let database = try JournalFile.openForReading(store.directory)
        let copier = try Copier(database, to: target, state: CopyState(), clock: .system)
        while try copier.turn() {}
    }

    func backUp() throws -> BackupManifest {
        try Backup(configuration: store.configuration, version: "test", now: store.now).writeTenants(to: archive)
    }

    /// A restore to ``restored`` with the keys of the journal.
    func restore() throws -> Restore {
        let backup = try BackupReader(path: archive)
        let configuration = JournalConfiguration(directory: restored, keys: store.configuration.keys)
        return Restore(
            backup: backup,
            configuration: configuration,
            now: store.now,
            read: TemporaryJournal.reading(known)
        )
    }

    /// The newest checkpoint of the store log.
    func checkpoint() throws -> SignedNote {
        let text = try store.journal.database.first("SELECT checkpoint FROM store_log ORDER BY position DESC LIMIT 1") {
            $0.text(0)
        }
        return try SignedNote(encoded: try #require(text))
    }

    /// What the verifier says of what was restored.
    func verify() throws -> EvidenceVerifier.Report {
        let configuration = JournalConfiguration(directory: restored, keys: store.configuration.keys)
        let vault = try KeyVault(reading: configuration.keys)
        let key = try SigningKeyFile.key(at: configuration.keys.signing).publicKey
        return try EvidenceVerifier(configuration, vault: vault, key: key).run()
    }
}
