import Crypto
import EvidenceLog
import Messages
import SQL

/// Ties all tenants' logs together: an entry a second over all their roots, and a signed checkpoint over all entries.
///
/// For the journal thread, in the transaction of the messages that an entry covers: what is signed is what is on disk.
/// Source: FORMAT.md, "Store log"; C2SP tlog-checkpoint.
final class StoreLog {
    /// The least time between two entries.
    static let interval = Duration.seconds(1)

    private let tenants: TenantTable
    private let logs: LogTrees
    private let origin: String
    private let isKept: Bool
    private let signer: NoteSigner
    private let database: Database
    private let insertion: Statement
    private let daily: TenantCheckpoints
    private var forest = MerkleForest()
    private var isLoaded = false
    /// Entries so far.
    private(set) var size: UInt64 = 0
    /// The last message that an entry covers, and when that entry was made.
    private(set) var last: (seq: Int64, at: Timestamp) = (0, Timestamp(microseconds: 0))

    /// - Parameter isKept: false where no messages are hashed into logs, and there is nothing to sign.
    init(
        in database: Database,
        tenants: TenantTable,
        logs: LogTrees,
        origin: String,
        key: Ed25519.PrivateKey,
        isKept: Bool
    ) throws {
        self.database = database
        self.isKept = isKept
        self.tenants = tenants
        self.logs = logs
        self.origin = LogOrigin.store(origin)
        signer = NoteSigner(name: self.origin, key: key)
        insertion = try database.prepare(
            """
            INSERT INTO store_log (position, seq, at, entry, leaf_hash, checkpoint) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """
        )
        daily = try TenantCheckpoints(in: database, base: origin, key: key)
        try reload()
        try refuseForeignKey(key)
    }

    /// Reads everything again, as after a transaction that was rolled back.
    func reload() throws {
        forest = MerkleForest()
        isLoaded = false
        let row = try database.first("SELECT position, seq, at FROM store_log ORDER BY position DESC LIMIT 1") {
            (position: $0.int64(0), seq: $0.int64(1), at: $0.timestamp(2))
        }
        size = row.map { UInt64($0.position + 1) } ?? 0
        last = row.map { ($0.seq, $0.at) } ?? (0, Timestamp(microseconds: 0))
        try daily.reload()
    }

    /// Whose signature the checkpoints carry.
    var verifier: NoteVerifier { signer.verifier }

    /// Whether enough time passed since the last entry, and something was recorded since.
    func isDue(seq: Int64, _ now: Timestamp) -> Bool {
        isKept && seq > last.seq && (now - last.at >= Self.interval || now < last.at)
    }

    /// Appends an entry that covers everything up to `seq`, and signs the log's checkpoint.
    func append(seq: Int64, chain: Digest, clock: ClockState, at now: Timestamp) throws {
        try load()
        for tenant in tenants.grownSinceEntry {
            let leaves = UInt64(tenants.size(tenant))
            let root = try logs.tree(tenant, size: leaves, last: tenants.last(tenant)).root
            addMissing(before: tenant)
            forest.set(Int(tenant) - 1, ForestLeaf(tenant: tenants.name(tenant), size: leaves, root: root).hash)
            try tenants.enter(tenant, root: root)
        }
        let entry = StoreEntry(
            seq: seq,
            at: now.microseconds,
            clock: clock,
            tenants: UInt64(forest.count),
            forest: forest.root,
            chain: chain
        )
        try write(entry, at: now)
        try daily.sign(after: Int64(size) - 1, at: now)
        tenants.forgetGrown()
        last = (seq, now)
    }

    /// A tenant may be known before its first message: its place in the forest is kept.
    private func addMissing(before tenant: Int64) {
        while forest.count < Int(tenant) - 1 {
            let name = tenants.name(Int64(forest.count + 1))
            forest.set(forest.count, ForestLeaf(tenant: name, size: 0, root: MerkleHash.empty).hash)
        }
    }

    private func write(_ entry: StoreEntry, at now: Timestamp) throws {
        let leaf = entry.hash
        try insertion.bind(1, Int64(size))
        try insertion.bind(2, entry.seq)
        try insertion.bind(3, now)
        try insertion.bind(4, entry.bytes)
        try insertion.bind(5, leaf)
        let before = try logs.tree(TileTable.storeLog, size: size, last: 0)
        var after = before
        after.append(leaf)
        let text = Checkpoint(origin: origin, size: size + 1, root: after.root).text
        try insertion.bind(6, SignedNote(text: text, signatures: [try signer.sign(text)]).encoded)
        try insertion.run()
        try logs.append(TileTable.storeLog, LogLeaf(seq: Int64(size), hash: leaf), size: size, previous: 0)
        size += 1
    }

    /// Reads all tenants' roots as of the last entry; the first entry after a start pays for it.
    private func load() throws {
        guard !isLoaded else { return }
        let rows = try database.all("SELECT id, name, size, root FROM tenants ORDER BY id") { row in
            (id: row.int64(0), name: row.text(1), size: row.int64(2), root: row.digest(3))
        }
        for row in rows {
            let root = row.root ?? MerkleHash.empty
            forest.set(Int(row.id) - 1, ForestLeaf(tenant: row.name, size: UInt64(row.size), root: root).hash)
        }
        isLoaded = true
    }

    /// A key that did not sign what is there must not go on with it: nobody could tell the two apart afterwards.
    private func refuseForeignKey(_ key: Ed25519.PrivateKey) throws {
        guard size > 0 else { return }
        let text = try database.first("SELECT checkpoint FROM store_log ORDER BY position DESC LIMIT 1") { $0.text(0) }
        guard let text else { return }
        let signers = JournalSigners(origins: try JournalOrigins(in: database), key: key.publicKey)
        let ours = signers.store(at: Int64(size) - 1)
        let isOurs = (try? SignedNote(encoded: text))?.verified(by: [ours]).isEmpty == false
        guard isOurs else { throw JournalError.foreignSignature(key: ours.vkey) }
    }
}

@available(*, unavailable)
extension StoreLog: Sendable {}
