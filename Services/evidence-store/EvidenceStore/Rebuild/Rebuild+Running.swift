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
        guard !configuration.isOnServer else {
            return try replaceTables(onServerOf: configuration, progress: progress, read: read)
        }
        let lock = try DirectoryLock(configuration.directory)
        return try withExtendedLifetime(lock) { try makeTables(of: configuration, progress: progress, read: read) }
    }

    /// Takes the journal's lock on its server, and says that it lives, for as long as it takes; a store that waits goes on after it.
    private static func replaceTables(
        onServerOf configuration: JournalConfiguration,
        progress: (_ seq: Int64, _ of: Int64) -> Void,
        read: @escaping Reader
    ) throws -> [String] {
        let rebuild = try Rebuild(of: configuration, vault: KeyVault(reading: configuration.keys), read: read)
        defer { try? rebuild.database.close() }
        guard try JournalOwnership.lock(in: rebuild.database) else {
            throw JournalError.locked(directory: configuration.directory)
        }
        try JournalOwnership.begin(in: rebuild.database, server: configuration.directory)
        let lease = try JournalOwnership.epoch(in: rebuild.database).map {
            LeaseThread(try DatabaseServer(configuration.directory), $0, StoreState()) { _ in }
        }
        defer { lease?.stop() }
        return try rebuild.run(isAlone: true, progress: progress) {
            try RebuildPlacement(rebuild).replace()
            return rebuild.objections
        }
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
