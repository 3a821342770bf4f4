import Crypto
import Keystore
import Messages
import SQL

/// A journal's database with its keys, before its tables are read.
struct OpenedJournal {
    let database: Database
    let vault: KeyVault
    /// The key that signs checkpoints, and the name that they carry.
    let signing: Ed25519.PrivateKey
    let origin: String
    let epoch: Epoch
    let createdAt: Timestamp
    /// What keeps others out: of a directory, or of a database on a server; neither while tables are rebuilt.
    let lock: DirectoryLock?
    let ownership: JournalOwnership?
    /// Whether messages will be recorded, so that the tail is to be verified first.
    let isServing: Bool

    /// Locks the journal for this process alone, opens or makes it and its keys, upgrades it, and begins an epoch.
    init(
        _ configuration: JournalConfiguration,
        _ migrations: Migrations,
        now: Timestamp,
        random: @autoclosure () -> UInt64
    ) throws {
        lock = configuration.isOnServer ? nil : try DirectoryLock(configuration.directory)
        if !configuration.isOnServer { try JournalUpgrade.run(configuration, now: now, random: random()) }
        database = try JournalFile.openForWriting(configuration)
        // Before the lock and the lease, or a store that may not go on would keep those away that may.
        if let refusal = try migrations.refusal(of: database) { throw refusal }
        if configuration.isOnServer, try !JournalOwnership.lock(in: database) {
            throw JournalError.locked(directory: configuration.directory)
        }
        if configuration.isOnServer { try JournalOwnership.begin(in: database, server: configuration.directory) }
        try migrations.apply(to: database)
        let isNew = try JournalEpochs.createdAt(in: database) == nil
        vault = try KeyVault(
            configuration.keys,
            isNew: isNew,
            method: configuration.method,
            source: configuration.keySource
        )
        if isNew { try vault.requireEmpty() }
        signing = try SigningKeyFile.key(at: configuration.keys.signing)
        epoch = try JournalEpochs.begin(in: database, at: now, random: random())
        ownership =
            configuration.isOnServer
            ? try JournalOwnership(of: epoch, in: database, server: configuration.directory) : nil
        createdAt = try JournalEpochs.createdAt(in: database) ?? now
        origin = try JournalEpochs.origin(in: database, asked: configuration.origin, random: random())
        isServing = true
    }

    /// Takes a database whose tables are to be filled again.
    init(rebuilding database: Database, _ configuration: JournalConfiguration, vault: KeyVault, random: UInt64) throws {
        self.database = database
        self.vault = vault
        lock = nil
        ownership = nil
        epoch = Epoch(counter: 0, random: 0)
        createdAt = Timestamp(microseconds: 0)
        origin = try JournalEpochs.origin(in: database, asked: configuration.origin, random: random)
        signing = try SigningKeyFile.key(at: configuration.keys.signing)
        isServing = false
    }
}
