import Crypto
import EvidenceLog
import Keystore
import SQL

/// Copies a journal from its file into an empty database of a server, and verifies what came of it.
///
/// All rows go in one transaction, in which they are read back and compared; a tool or server that dies in it leaves an empty
/// database. After the commit the evidence is verified there; until that is done a mark keeps stores away, and another move begins
/// anew. The source is only read. Memory does not grow with the journal.
struct JournalMove {
    /// Where a test may stop it.
    enum Step: CaseIterable, Sendable {
        case locked, copied, compared, committed, verified
    }

    /// What was moved.
    struct Report: Sendable {
        /// The rows of each table.
        var rows: [String: Int] = [:]
        /// What the verification of the target says.
        var evidence = EvidenceVerifier.Report()
    }

    /// Rows that are read back at once.
    static let page = 256
    /// The table that stands in the target from the commit until it is verified.
    private static let mark = "unverified_move"

    let source: JournalConfiguration
    let target: DatabaseServer
    /// Threads that verify.
    var threads = 2
    /// Called after each step, to test crashes; what it throws ends the move there.
    var fault: (Step) throws -> Void = { _ in }

    /// Whether a move into this database was not finished.
    static func isUnfinished(in database: Database) throws(SQLError) -> Bool { try database.tables().contains(mark) }

    /// Moves and verifies; faults of the evidence are in the report, and then the mark stays.
    ///
    /// - Parameter progress: is told what is done, how many rows or messages of it, of how many.
    /// - Throws: ``MoveError``, ``JournalError`` or ``SQLError``; then nothing is in the target that a store would open.
    func run(progress: (_ what: String, _ done: Int, _ of: Int) -> Void = { _, _, _ in }) throws -> Report {
        guard !source.isOnServer, StoredFiles.isThere(source) else { throw MoveError.noSource(source.directory) }
        let lock = try DirectoryLock(source.directory)
        return try withExtendedLifetime(lock) {
            let target = try Database(server: target, application: "evidence-store (move)")
            defer { try? target.close() }
            guard try JournalOwnership.lock(in: target) else {
                throw JournalError.locked(directory: self.target.url)
            }
            try fault(.locked)
            var report = Report()
            report.rows = try copy(into: target, progress)
            try fault(.committed)
            report.evidence = try verify(progress)
            guard report.evidence.faultCount == 0 else { return report }
            try target.execute("DROP TABLE \(Self.mark)")
            try fault(.verified)
            return report
        }
    }

    private func copy(into target: Database, _ progress: (String, Int, Int) -> Void) throws -> [String: Int] {
        let source = try JournalFile.openForReading(source.directory)
        defer { try? source.close() }
        return try source.transaction(.deferred) {
            let version = try source.schemaVersion()
            guard version == Schema.migrations.count else {
                throw MoveError.otherRelease(version: version, known: Schema.migrations.count)
            }
            return try target.transaction {
                try clear(target)
                try Migrations().create(in: target)
                let known = Set(try target.tables()).subtracting(["schema_version"])
                let tables = try source.tables().map { try MovedTable($0, in: source) }
                for name in known.symmetricDifference(tables.map(\.name)).sorted() {
                    throw MoveError.unknownTable(name)
                }
                var rows: [String: Int] = [:]
                for table in tables {
                    rows[table.name] = try TableMove(table, from: source, to: target).run(fault: fault, progress)
                }
                try fault(.compared)
                try target.execute("CREATE TABLE \(Self.mark) (id INTEGER PRIMARY KEY) STRICT")
                return rows
            }
        }
    }

    /// Takes away what a move that was not finished left; refuses anything else.
    private func clear(_ target: Database) throws {
        let tables = try target.tables()
        guard !tables.isEmpty else { return }
        guard tables.contains(Self.mark) else { throw MoveError.notEmpty(self.target.url, tables: tables) }
        for table in tables { try target.execute("DROP TABLE \(table)") }
    }

    /// Verifies the target as `evidence verify` does.
    private func verify(_ progress: (String, Int, Int) -> Void) throws -> EvidenceVerifier.Report {
        let moved = JournalConfiguration(directory: target.url, keys: source.keys)
        let key = try SigningKeyFile.key(at: source.keys.signing).publicKey
        let vault = try KeyVault(reading: source.keys)
        let verifier = try EvidenceVerifier(moved, vault: vault, key: key, threads: threads)
        let head = Int(verifier.head)
        return try verifier.run { progress("verifying", Int($0), head) }
    }
}
