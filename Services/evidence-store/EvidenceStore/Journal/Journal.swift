import EvidenceLog
import Keystore
import Messages
import SQL
import Threading

/// Records messages and what follows from them, one transaction for each batch.
///
/// For the journal thread alone.
///
/// After an error nothing of the batch was kept, and the next call goes on from what is on disk.
final class Journal {
    let configuration: JournalConfiguration
    /// Names this start of the store.
    let epoch: Epoch
    /// When this journal was made.
    let createdAt: Timestamp
    /// What the check at start found between the last signed entry and the end; recorded and told already.
    let damageAtStart: [Damage]

    let database: Database
    let names: JournalNames
    let messages: MessageTable
    let recorded: RecordedMessages
    let obligations: ObligationTable
    let resources: ResourceTable
    let findings: FindingTable
    let summaries: SummaryTable
    let sweeps: SweepTable
    let policies: PolicyTable
    let refusals: RefusalTable
    let untold: UntoldRefusals
    let deadLetters: DeadLetterTable
    let chain: ChainTable
    let vault: KeyVault
    let keys: KeyRing
    let logs: LogTrees
    let storeLog: StoreLog
    let tiles: TileTable
    let holds: HoldTable
    let erasures: ErasureTable
    /// What the holds on a log that is being erased have seen of it.
    var walks: [Int64: [HeldWalk]] = [:]
    /// The tables changed under what is kept in memory: it is read again after the transaction.
    var mustReload = false
    /// The last day, since 1970, on which retention was looked at.
    var retentionDay: Int64 = 0
    let random: () -> UInt64
    /// What the transaction that is open has done so far.
    var draft = Commit()
    /// What the kernel says of the clock, as of about a second ago.
    var clock = ClockState(quality: .unknown) {
        didSet { messages.clock = clock.quality }
    }
    /// When each thing was last told to the operators, so that one fault does not tell a thousand times.
    var lastAlerts: [String: Timestamp] = [:]
    /// Tenants whose backlog was told and has not shrunk since.
    var backlogged: Set<Int64> = []
    /// Set while a journal is read again: messages are found there and not appended.
    var replay: JournalReplay?
    private let lock: DirectoryLock?
    private let ownership: JournalOwnership?
    private var isStale = false
    private var commitsSinceLook = 0

    /// Locks the directory, opens or makes the journal and its keys, upgrades it, begins an epoch and checks the tail.
    ///
    /// Blocks while it reads what was written after the last entry of the store log: about a second's messages.
    /// - Throws: ``JournalError``; the directory is let go of again.
    convenience init(
        configuration: JournalConfiguration,
        migrations: Migrations = Migrations(),
        now: Timestamp,
        random: @escaping () -> UInt64 = { .random(in: .min ... .max) }
    ) throws(JournalError) {
        let opened: OpenedJournal
        do {
            opened = try OpenedJournal(configuration, migrations, now: now, random: random())
            try self.init(opened, configuration, random: random)
            try destroyAgain()
        } catch {
            throw JournalError(any: error)
        }
        if !damageAtStart.isEmpty { _ = try report(damageAtStart, now: now) }
    }

    /// Takes the tables of `database`, to fill them again from the messages that are there; holds no lock and begins no epoch.
    convenience init(
        rebuilding database: Database,
        _ configuration: JournalConfiguration,
        vault: KeyVault,
        random: UInt64 = 0
    ) throws {
        try self.init(
            OpenedJournal(rebuilding: database, configuration, vault: vault, random: random),
            configuration,
            random: { random }
        )
    }

    private init(
        _ opened: OpenedJournal,
        _ configuration: JournalConfiguration,
        random: @escaping () -> UInt64
    ) throws {
        self.configuration = configuration
        self.random = random
        database = opened.database
        vault = opened.vault
        lock = opened.lock
        ownership = opened.ownership
        epoch = opened.epoch
        createdAt = opened.createdAt
        keys = try KeyRing(in: database, vault: vault)
        names = try JournalNames(in: database, keys: keys)
        logs = try LogTrees(in: database)
        messages = try MessageTable(in: database, names: names, keys: keys, logs: logs, salts: SaltPool())
        recorded = try RecordedMessages(in: database, keys: keys)
        obligations = try ObligationTable(in: database)
        resources = try ResourceTable(in: database, keys: keys)
        findings = try FindingTable(in: database, keys: keys)
        summaries = try SummaryTable(in: database, keys: keys)
        sweeps = try SweepTable(in: database)
        policies = try PolicyTable(in: database)
        refusals = try RefusalTable(in: database, names: names, keys: keys)
        untold = try UntoldRefusals(in: database, principals: names.principals)
        deadLetters = try DeadLetterTable(in: database, keys: keys)
        chain = try ChainTable(in: database)
        tiles = try TileTable(in: database)
        holds = try HoldTable(in: database, keys: keys)
        erasures = try ErasureTable(in: database)
        storeLog = try StoreLog(
            in: database,
            tenants: names.tenants,
            logs: logs,
            origin: opened.origin,
            key: opened.signing,
            isKept: vault.method.keepsLogs
        )
        damageAtStart = opened.isServing ? try ChainVerifier(in: database, keys: keys).verifyTail() : []
    }

    /// Destroys what is destroyed: a keystore that was restored from a copy, or a crash between the two, may hold it still.
    private func destroyAgain() throws {
        let kids = try database.all("SELECT kid FROM keys WHERE destroyed_at IS NOT NULL") { $0.blob(0) }
        let kept = try kids.compactMap { KeyID(bytes: $0) }.filter { try vault.bytes(of: $0) != nil }
        if !kept.isEmpty { try vault.destroy(kept) }
        // A restore finds keys destroyed that its backup had.
        try AdditionTable(database: database).addDestroyedKeys()
    }

    /// The policy in force; nil before the first.
    var policy: PolicyReference? { policies.inForce }

    /// The last seq of each kind.
    func heads() -> [Kind: Int64] { messages.heads }

    /// The last seq of the journal.
    var head: Int64 { messages.seq }

    /// Open items by tenant, for metrics.
    func backlog() -> [String: ObligationTable.OpenCount] {
        // In a damaged journal several numbers may have no name.
        Dictionary(obligations.open.pairs.map { (names.tenants.name($0.number), $0.value) }) { first, _ in first }
    }

    /// Records a batch, and what it makes necessary, in one transaction.
    ///
    /// Blocks for one fsync.
    func commit(
        _ batch: [Incoming],
        refusals: [Refusal] = [],
        attempts: [AttemptNote] = [],
        now: Timestamp
    ) throws(JournalError) -> Commit {
        try transact(now) {
            draft.results.reserveCapacity(batch.count)
            let tenants = try prepareKeys(for: batch, now: now)
            var refusals = refusals
            for (incoming, tenant) in zip(batch, tenants) {
                names.tenants.recall(incoming.header.tenant, tenant)
                let outcome = try append(incoming, now: now)
                if case .refused(let code, let place) = outcome,
                    let refusal = Refusal(of: incoming, code, at: place, now: now)
                {
                    refusals.append(refusal)
                }
                draft.results.append(
                    Commit.Result(reply: incoming.reply, id: incoming.header.id, outcome: outcome)
                )
            }
            try step(.appended)
            if !refusals.isEmpty {
                try self.refusals.add(refusals)
                try untold.add(refusals)
            }
            for note in attempts {
                if let obligation = try obligations.find(note.item) {
                    try obligations.note(note, of: obligation, at: now)
                }
            }
            try performDue(now)
        }
    }

    /// Does what is due: deliveries' next tries, summaries, the next step of a sweep.
    ///
    /// Cheap when nothing is.
    /// - Parameter probing: asks for a transaction all the same, to see whether one can be made.
    func tick(now: Timestamp, probing: Bool = false) throws(JournalError) -> Commit {
        guard probing || isDue(now) || storeLog.isDue(seq: messages.seq, now) else {
            var commit = Commit()
            commit.nextDue = nextDue
            return commit
        }
        return try transact(now) { try performDue(now) }
    }

    /// Writes damage down and tells the operators.
    func report(_ damages: [Damage], now: Timestamp) throws(JournalError) -> Commit {
        try transact(now) {
            let new = try damages.filter { try chain.insert($0, at: now) }
            guard !new.isEmpty else { return }
            let places = new.prefix(20).map { "\($0.seq) (\($0.what.rawValue))" }.joined(separator: ", ")
            try alertOperators(
                .journalDamaged,
                "\(new.count) places of the journal are not what was recorded: compare with a copy",
                ["journal.damages": places],
                now: now
            )
        }
    }

    /// Closes the database; the directory is let go of with the journal.
    func close() throws(JournalError) {
        ownership?.release()
        do { try database.close() } catch { throw JournalError(error) }
    }

    // MARK: Transactions

    /// Runs `body` in a transaction, with what ends every batch; after an error, reads everything from disk again.
    func transact(_ now: Timestamp, _ body: () throws -> Void) throws(JournalError) -> Commit {
        draft = Commit()
        do {
            try reloadIfStale()
            try database.begin()
            try ownership?.verify()
            try step(.begun)
            let start = MonotonicClock.system.now()
            try body()
            try finish(now)
            draft.work = MonotonicClock.system.now() - start
            try database.commit()
            draft.isWritten = true
            try step(.committed)
        } catch {
            database.rollback()
            isStale = true
            mustReload = false
            walks.removeAll()
            // Where even this fails the next transaction tries again.
            try? reloadIfStale()
            throw JournalError(any: error)
        }
        if mustReload {
            mustReload = false
            isStale = true
        }
        copyBackWhenLong()
        return draft
    }

    /// Has the keys made that the batch needs, all at once, and returns the tenant of each message.
    private func prepareKeys(for batch: [Incoming], now: Timestamp) throws -> [Int64] {
        var missing: [Int64: String] = [:]
        let month = now.month
        let tenants = try batch.map { incoming in
            let tenant = try names.tenants.id(incoming.header.tenant)
            if !keys.isPrepared(tenant, month) { missing[tenant] = incoming.header.tenant ?? "" }
            return tenant
        }
        if !missing.isEmpty { try keys.prepare(missing.map { (id: $0.key, name: $0.value) }, at: now) }
        return tenants
    }

    func step(_ step: JournalStep) throws(JournalError) {
        try configuration.fault?(step)
    }

    private func finish(_ now: Timestamp) throws {
        try summaries.flush()
        try step(.derived)
        if let batch = messages.finishBatch() {
            try chain.insertBatch(first: batch.first, last: messages.seq, chain: batch.chain)
        }
        if storeLog.isDue(seq: messages.seq, now) {
            try storeLog.append(seq: messages.seq, chain: messages.lastChain, clock: clock, at: now)
        }
        draft.nextDue = nextDue
        try step(.chained)
    }

    private func reloadIfStale() throws {
        guard isStale else { return }
        keys.reload()
        logs.reload()
        try names.reload()
        try messages.reload()
        try storeLog.reload()
        try erasures.reload()
        try obligations.reload()
        try summaries.reload()
        try sweeps.reload()
        try policies.reload()
        try untold.reload()
        isStale = false
    }

    /// The checkpoint thread copies the log back; under a load that never pauses it cannot reach the end, and then this does.
    private func copyBackWhenLong() {
        guard !configuration.isOnServer else { return }
        commitsSinceLook += 1
        guard commitsSinceLook >= 32 else { return }
        commitsSinceLook = 0
        guard JournalFile.walBytes(in: configuration.directory) > configuration.walLimit else { return }
        // A reader in the way only puts it off.
        _ = try? database.checkpoint(.passive)
    }
}

@available(*, unavailable)
extension Journal: Sendable {}
