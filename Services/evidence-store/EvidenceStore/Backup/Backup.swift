import Foundation
import Messages
import SQL

/// Makes backups of a journal that may be running, none of which has a key in it.
struct Backup {
    let configuration: JournalConfiguration
    let version: String
    let now: Timestamp

    /// The journal's file in an archive of tenants' data.
    static let journalFile = "journal.sqlite"

    /// Writes an archive of tenants' data: the journal as it stands at one moment, everything of a tenant sealed.
    ///
    /// The database is copied beside the archive first, in one read transaction, without pages that are free; the running store goes on.
    /// - Parameter progress: is told how many bytes are in the archive, and of how many.
    func writeTenants(to path: String, progress: (Int64, Int64) -> Void = { _, _ in }) throws -> BackupManifest {
        guard !configuration.isOnServer else { throw BackupError.onServer }
        let snapshot = path + ".snapshot"
        try? FileManager.default.removeItem(atPath: snapshot)
        defer { try? FileManager.default.removeItem(atPath: snapshot) }
        let source = try Database(path: JournalFile.path(in: configuration.directory), access: .readOnly)
        try source.run("VACUUM INTO ?1", snapshot)
        try source.close()
        let database = try Database(path: snapshot, access: .readOnly)
        var manifest = try manifest(.tenants, of: database)
        try database.close()
        let size = (try FileManager.default.attributesOfItem(atPath: snapshot)[.size] as? Int64) ?? 0
        let archive = try BackupArchive(path: path, seconds: now.seconds)
        try archive.add(Self.journalFile, file: snapshot) { progress($0, max($0, size)) }
        try archive.finish(manifest)
        manifest.files = archive.files
        return manifest
    }

    /// Writes an archive of the provider's settings: policy documents and manifests as they were published, and files that are named.
    ///
    /// Profiles of tenants are tenants' data: they stand sealed in the journal, where an erasure reaches them.
    /// - Parameter files: files and folders, kept as they are under `files/`.
    func writeProvider(to path: String, files: [String], vault: KeyVault) throws -> BackupManifest {
        let included = try files.flatMap { try IncludedFile.all(at: $0, besides: configuration.keys) }
        let database = try JournalFile.openForReading(configuration.directory)
        var manifest = try manifest(.provider, of: database)
        let recorded = try RecordedMessages(in: database, keys: KeyRing(in: database, vault: vault))
        let archive = try BackupArchive(path: path, seconds: now.seconds)
        for kind in [Kind.policySubmitted, .policyPublished] {
            let seqs = try database.all(
                "SELECT m.seq FROM messages m WHERE m.kind = (SELECT id FROM kinds WHERE name = ?1) ORDER BY m.seq",
                kind.rawValue
            ) { $0.int64(0) }
            for seq in seqs {
                guard let message = try recorded.message(seq), !message.isErased else { continue }
                let number = String(seq)
                let name = String(repeating: "0", count: max(0, 12 - number.count)) + number
                try archive.add("messages/\(kind.rawValue)/\(name).json", message.bytes)
            }
        }
        for file in included { try archive.add(file.name, file.bytes) }
        try archive.finish(manifest)
        manifest.files = archive.files
        return manifest
    }

    private func manifest(_ part: BackupManifest.Part, of database: Database) throws -> BackupManifest {
        let entry = try database.first("SELECT position, checkpoint FROM store_log ORDER BY position DESC LIMIT 1") {
            ($0.int64(0), $0.text(1))
        }
        let journal = BackupManifest.Journal(
            origin: try JournalOrigins(in: database).current,
            epoch: try database.first("SELECT value FROM meta WHERE name = 'epoch_text'") { $0.text(0) } ?? "",
            schema: try database.schemaVersion(),
            head: try database.first("SELECT coalesce(max(seq), 0) FROM messages") { $0.int64(0) } ?? 0,
            entries: (entry?.0 ?? -1) + 1,
            checkpoint: entry?.1
        )
        return BackupManifest(part: part, version: version, madeAt: now, journal: journal, files: [])
    }
}
