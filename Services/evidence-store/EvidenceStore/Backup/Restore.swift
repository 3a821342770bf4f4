import Crypto
import EvidenceLog
import Foundation
import Keystore
import Messages
import SQL

/// Brings a journal back from a backup, into a directory where nothing is.
///
/// All is done beside the directory, which comes to its place as a whole: after an error, or a crash, there is no journal that looks whole.
/// The store's next start begins a new epoch.
struct Restore {
    let backup: BackupReader
    /// The directory to be, and the keys that the journal had.
    let configuration: JournalConfiguration
    /// Where everything was copied to; it may have more than the backup.
    var copy: (any CopyTarget)?
    /// The newest checkpoint of the store log that anybody has.
    var checkpoint: SignedNote?
    /// Go on under a new name where something signed may be missing.
    var acceptsLoss = false
    let now: Timestamp
    var read: Rebuild.Reader = Rebuild.validated

    /// What was done.
    struct Report: Sendable {
        var verified = EvidenceVerifier.Report()
        /// Messages and entries that the copy had beyond the backup.
        var takenMessages: Int64 = 0
        var takenEntries: Int64 = 0
        /// Keys that were destroyed after the backup was made: what they sealed stays erased.
        var destroyedKeys = 0
        /// When the last message was recorded that is there.
        var lastRecorded: Timestamp?
        /// Signed entries that are known to be missing, with every message that they covered.
        var missingEntries: Int64 = 0
        /// Nothing that was signed can be missing.
        var isComplete = false
        /// The name that checkpoints bear from now on, where it is another than before.
        var newOrigin: String?
        /// Rows of derived tables that were not what the messages give, and were made again.
        var differences = 0
        /// What operators must order again: holds and erasures that the copy had and the backup had not.
        var orders: [String] = []
    }

    private var place: String { configuration.directory + ".restoring" }

    /// The journal where it is worked on.
    private var working: JournalConfiguration {
        var configuration = configuration
        configuration.directory = place
        return configuration
    }

    /// Restores, or leaves nothing behind.
    /// - Parameter progress: is told what is being done, and how far it is.
    func run(progress: @escaping (_ what: String, _ done: Int64, _ of: Int64) -> Void = { _, _, _ in }) throws -> Report
    {
        guard backup.manifest.part == .tenants else { throw BackupError.otherPart(.provider) }
        guard !configuration.isOnServer else { throw BackupError.onServer }
        try Self.requireEmpty(configuration.directory)
        try? FileManager.default.removeItem(atPath: place)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let lock = try DirectoryLock(place)
        let report = try withExtendedLifetime(lock) {
            guard let file = backup.manifest.files.first(where: { $0.name == Backup.journalFile }) else {
                throw BackupError.archive("the backup has no journal")
            }
            try backup.extract(file, to: JournalFile.path(in: place))
            return try work(progress)
        }
        try putInPlace()
        return report
    }

    private func work(_ progress: (String, Int64, Int64) -> Void) throws -> Report {
        let vault = try KeyVault(reading: configuration.keys)
        var report = Report()
        let database = try JournalFile.openForWriting(working)
        // A backup of the release before is brought to this one's tables, as its journal would be.
        try Migrations().apply(to: database)
        report.destroyedKeys = try RestoredKeys.settle(in: database, vault: vault, at: now)
        try compareManifest(database)
        report.verified = try verify(vault, "verifying the backup", progress)
        let before = try RestoredTail.cursor(of: database)
        if let copy {
            let tail = try RestoredTail(in: database, vault: vault, at: now)
            try tail.take(from: CopyReader(target: copy)) { progress("taking the copy's", $0, $0) }
            let after = try RestoredTail.cursor(of: database)
            (report.takenMessages, report.takenEntries) = (after.seq - before.seq, after.entries - before.entries)
            if !after.isCovered(by: before) { report.verified = try verify(vault, "verifying", progress) }
            report.orders = try RestoredTail.orders(in: database, after: before.seq)
        }
        try database.transaction { try AdditionTable(database: database).addDestroyedKeys() }
        try settleOrigin(database, &report)
        report.lastRecorded = try database.first("SELECT recorded_at FROM messages ORDER BY seq DESC LIMIT 1") {
            $0.timestamp(0)
        }
        try database.close()
        report.differences = try derive(vault, isMade: report.takenMessages > 0 || report.destroyedKeys > 0)
        return report
    }

    private func compareManifest(_ database: Database) throws {
        let cursor = try RestoredTail.cursor(of: database)
        let said = backup.manifest.journal
        guard cursor.seq == said.head, cursor.entries == said.entries,
            try JournalOrigins(in: database).current == said.origin
        else { throw BackupError.archive("the journal in the backup is not the one that its manifest describes") }
    }

    private func verify(
        _ vault: KeyVault,
        _ what: String,
        _ progress: (String, Int64, Int64) -> Void
    ) throws -> EvidenceVerifier.Report {
        let key = try SigningKeyFile.key(at: configuration.keys.signing).publicKey
        let verifier = try EvidenceVerifier(working, vault: vault, key: key)
        let report = try verifier.run { progress(what, $0, verifier.head) }
        guard report.faultCount == 0 else {
            throw BackupError.damaged(report.faults.prefix(5).map(\.description), count: report.faultCount)
        }
        return report
    }

    /// Makes derived tables again where messages came or keys went, and where they are not what the messages give.
    private func derive(_ vault: KeyVault, isMade: Bool) throws -> Int {
        var differences = 0
        if !isMade {
            differences = try Rebuild.differences(in: working, vault: vault, now: now, read: read).count
            if differences == 0 { return 0 }
        }
        try Rebuild.makeTables(of: working, read: read)
        return differences
    }

    // MARK: What is missing

    /// Decides under which name it goes on, so that no two checkpoints of one name contradict each other.
    private func settleOrigin(_ database: Database, _ report: inout Report) throws {
        let entries = try RestoredTail.cursor(of: database).entries
        if let checkpoint {
            let known = try compare(checkpoint, entries, database)
            report.missingEntries = max(0, known - entries)
            report.isComplete = known <= entries
        }
        guard !report.isComplete else { return }
        if !acceptsLoss, report.missingEntries > 0 {
            throw BackupError.loss("\(report.missingEntries) signed entries are missing, after entry \(entries - 1)")
        }
        if !acceptsLoss, copy == nil {
            throw BackupError.loss("nothing tells what was signed after this backup was made")
        }
        var origins = try JournalOrigins(in: database)
        try database.begin()
        report.newOrigin = try origins.begin(at: entries, in: database)
        try database.commit()
    }

    /// The size that a checkpoint says; it must be of this store log and not contradict what is there.
    private func compare(_ note: SignedNote, _ entries: Int64, _ database: Database) throws -> Int64 {
        let key = try SigningKeyFile.key(at: configuration.keys.signing).publicKey
        let signers = JournalSigners(origins: try JournalOrigins(in: database), key: key)
        guard let checkpoint = try? Checkpoint(text: note.text), checkpoint.size > 0, checkpoint.size < 1 << 62,
            !note.verified(by: [signers.store(at: Int64(checkpoint.size) - 1)]).isEmpty
        else { throw BackupError.contradiction("the checkpoint is not one that this journal's key signed") }
        let size = Int64(checkpoint.size)
        guard size <= entries else { return size }
        let log = LogReader(try TileTable(in: database), tenant: TileTable.storeLog, size: UInt64(entries), last: 0)
        guard try log.root(size: checkpoint.size) == checkpoint.root else {
            throw BackupError.contradiction("the checkpoint of size \(size) contradicts what is in the backup")
        }
        return size
    }

    // MARK: Places

    static func requireEmpty(_ directory: String) throws(BackupError) {
        guard FileManager.default.fileExists(atPath: directory) else { return }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .file(directory, "cannot be read")
        }
        guard names.isEmpty else { throw .file(directory, "is not empty: a restore overwrites nothing") }
    }

    private func putInPlace() throws {
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: place) where name != "journal.sqlite" {
            try files.removeItem(atPath: place + "/" + name)
        }
        if files.fileExists(atPath: configuration.directory) { try files.removeItem(atPath: configuration.directory) }
        try files.moveItem(atPath: place, toPath: configuration.directory)
    }
}
