import EvidenceLog
import Glibc
import Messages
import SQL

/// Seals the journal of a release that kept messages in plain, schema 1, into a new file that takes its place.
///
/// Numbers, leaves, their hashes and the chain stay as they are, so that whatever was proved stays proved. Until the new file is
/// renamed into place the old one stands untouched; a crash leaves one or the other, and the next start begins again.
struct JournalUpgrade {
    /// Where a test may stop it.
    enum Step: CaseIterable, Sendable {
        case begun, settled, made, sealed, rebuilt, carried, closed, placed
    }

    /// The version that is upgraded.
    static let version = 1

    private let configuration: JournalConfiguration
    private let now: Timestamp
    private let random: UInt64
    private let fault: (Step) throws -> Void

    private var path: String { JournalFile.path(in: configuration.directory) }
    private var newPath: String { path + ".new" }

    /// Upgrades the journal of a directory where that is needed; the caller holds the directory's lock.
    ///
    /// Blocks for as long as it takes to read and seal every message.
    /// - Parameter fault: called after each step, to test crashes; what it throws ends the upgrade there.
    /// - Returns: whether there was anything to upgrade.
    @discardableResult
    static func run(
        _ configuration: JournalConfiguration,
        now: Timestamp,
        random: UInt64,
        fault: (Step) throws -> Void = { _ in }
    ) throws -> Bool {
        try withoutActuallyEscaping(fault) { fault in
            let upgrade = JournalUpgrade(configuration: configuration, now: now, random: random, fault: fault)
            return try upgrade.run()
        }
    }

    private func run() throws -> Bool {
        removeNew()
        guard access(path, F_OK) == 0 else { return false }
        let old = try Database(path: path, access: .readWrite)
        guard try old.first("PRAGMA user_version", read: { $0.int(0) }) == Self.version else {
            try old.close()
            return false
        }
        try fault(.begun)
        // What its log holds goes into the file, which then stands alone: a log left beside a new file would be read into it.
        _ = try old.checkpoint(.truncate)
        try old.pragma("journal_mode", "DELETE")
        try old.close()
        try fault(.settled)
        try fill()
        try sync(newPath)
        try fault(.closed)
        guard rename(newPath, path) == 0 else {
            throw JournalError.directory(configuration.directory, reason: String(cString: strerror(errno)))
        }
        try sync(configuration.directory)
        try fault(.placed)
        return true
    }

    private func fill() throws {
        let database = try Database(path: newPath)
        try database.pragma("page_size", "8192")
        try database.reservePageSums()
        // Nothing of this file counts before it is whole and on disk.
        try database.pragma("journal_mode", "MEMORY")
        try database.pragma("synchronous", "OFF")
        try database.pragma("temp_store", "MEMORY")
        try Migrations().apply(to: database)
        try database.run("ATTACH DATABASE ?1 AS old", path)
        try fault(.made)
        let vault = try KeyVault(configuration.keys, isNew: true)
        try database.transaction {
            try UpgradedMessages(in: database, vault: vault).seal()
            try database.run(
                "INSERT INTO meta (name, value) SELECT name, value FROM old.meta WHERE name <> 'epoch_text'"
            )
        }
        try fault(.sealed)
        let rebuild = try Rebuild(filling: database, configuration, vault: vault, random: random)
        _ = try rebuild.run { try fault(.rebuilt) }
        try database.transaction { try UpgradedRows(in: database, rebuild.journal).carry() }
        try fault(.carried)
        try database.close()
    }

    private func removeNew() {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(newPath + suffix) }
    }

    /// Has a file or directory on disk before it goes on.
    private func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw JournalError.directory(configuration.directory, reason: String(cString: strerror(errno)))
        }
    }
}
