import Messages
import SQL

extension Rebuild {
    /// Says in words, a line each, which rows of a journal are not what its messages give; empty where all are.
    ///
    /// Reads one state of the journal; a store that runs on it is not disturbed.
    static func differences(
        in configuration: JournalConfiguration,
        vault: KeyVault? = nil,
        now: Timestamp,
        progress: (_ seq: Int64, _ of: Int64) -> Void = { _, _ in },
        read: @escaping Reader = Rebuild.validated
    ) throws -> [String] {
        let vault = try vault ?? KeyVault(reading: configuration.keys)
        let rebuild = try Rebuild(of: configuration, vault: vault, read: read)
        defer { try? rebuild.database.close() }
        return try rebuild.run(progress: progress) { try RebuildComparison(rebuild, now: now).differences() }
    }

    /// Puts what the messages give in the place of what stands there, all at once or not at all.
    ///
    /// - Returns: messages that the journal would not take if they came in now, in words.
    /// - Throws: ``JournalError/locked(directory:)`` while a store runs on the journal.
    static func replaceTables(
        of configuration: JournalConfiguration,
        progress: (_ seq: Int64, _ of: Int64) -> Void = { _, _ in },
        read: @escaping Reader = Rebuild.validated
    ) throws -> [String] {
        let lock = try DirectoryLock(configuration.directory)
        return try withExtendedLifetime(lock) { try makeTables(of: configuration, progress: progress, read: read) }
    }

    /// The same for who holds the journal's lock already.
    @discardableResult
    static func makeTables(
        of configuration: JournalConfiguration,
        progress: (_ seq: Int64, _ of: Int64) -> Void = { _, _ in },
        read: @escaping Reader = Rebuild.validated
    ) throws -> [String] {
        let rebuild = try Rebuild(of: configuration, vault: KeyVault(reading: configuration.keys), read: read)
        defer { try? rebuild.database.close() }
        return try rebuild.run(progress: progress) {
            try RebuildPlacement(rebuild).replace()
            return rebuild.objections
        }
    }
}
