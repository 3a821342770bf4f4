import Crypto
import EvidenceLog
import Messages
import SQL

/// Appends messages: numbers them, hashes them, chains them; knows a repeat from a conflict.
final class MessageTable {
    /// Answers share one owner, so that the first answer to an item is the only one.
    static let answers: Int64 = 0

    private let database: Database
    private let names: JournalNames
    private let keys: KeyRing
    private let logs: LogTrees
    private let peers: PeerTable
    private let latest: LatestTable
    private let insertion: Statement
    private let lookup: Statement
    private let keepsLogs: Bool
    private let buffer = AppendBuffer()
    private var sealed: [UInt8] = []
    private var hasher = LeafHasher()
    private var chain = BatchChain(after: BatchChain.origin)
    private var salts: SaltPool
    private(set) var lastChain = BatchChain.origin
    private(set) var seq: Int64 = 0
    private(set) var heads: [Kind: Int64] = [:]
    /// The seq of the last message that is in a finished batch.
    private(set) var chained: Int64 = 0
    /// How far the clock can be trusted now.
    var clock = ClockQuality.unknown

    init(
        in database: Database,
        names: JournalNames,
        keys: KeyRing,
        logs: LogTrees,
        salts: SaltPool
    ) throws {
        self.database = database
        self.names = names
        self.keys = keys
        self.logs = logs
        keepsLogs = keys.method.keepsLogs
        self.salts = salts
        peers = try PeerTable(in: database, principals: names.principals)
        latest = try LatestTable(in: database, keys: keys)
        insertion = try database.prepare(
            """
            INSERT INTO messages (seq, id, owner, principal, kind, tenant, recorded_at, clock, previous,
            log_index, log_previous, leaf_version, peer, key, content_hash, leaf_hash, sealed)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            ON CONFLICT (id, owner) DO NOTHING
            """
        )
        lookup = try database.prepare("SELECT key, content_hash, sealed FROM messages WHERE id = ?1 AND owner = ?2")
        try insertion.bind(2, unowned: buffer.id)
        try insertion.bind(12, Int64(LeafHeader.version))
        try insertion.bind(15, unowned: buffer.content)
        try insertion.bind(16, unowned: buffer.leaf)
        try reload()
    }

    /// Reads where the journal stands, as after a transaction that was rolled back.
    func reload() throws {
        seq = try database.first("SELECT coalesce(max(seq), 0) FROM messages") { $0.int64(0) } ?? 0
        let batch = try database.first("SELECT last_seq, chain FROM batches ORDER BY first_seq DESC LIMIT 1") {
            ($0.int64(0), $0.digest(1))
        }
        chained = batch?.0 ?? 0
        lastChain = batch?.1 ?? BatchChain.origin
        chain.restart(after: lastChain)
        peers.reload()
        heads.removeAll()
        for kind in Kind.allCases {
            guard let id = names.kinds.known(kind.rawValue) else { continue }
            heads[kind] = try database.first("SELECT max(seq) FROM messages WHERE kind = ?", id) { $0.int64(0) }
        }
    }

    /// Appends a message; nil when one with this id and owner is there already, and then nothing has changed.
    ///
    /// - Parameter sealing: the tenant under whose key it is sealed, where that is not the one in whose log it stands.
    func append(
        _ bytes: [UInt8],
        _ header: MessageHeader,
        principal: String,
        peer: Peer?,
        owner: Int64?,
        sealing: String? = nil,
        at now: Timestamp
    ) throws -> RecordedMessage? {
        let principalID = try names.principals.id(principal)
        let tenant = (id: try names.tenants.id(header.tenant), name: header.tenant ?? "")
        let sealer = sealing == nil ? tenant : (id: try names.tenants.id(sealing), name: sealing ?? "")
        let kind = try names.kinds.id(header.kind.rawValue)
        let key = try keys.current(sealer, header.kind.retentionClass, at: now)
        let known = try peer.map { try peers.id($0, key: key) { salts.next() } }
        let place = LogPlace(index: names.tenants.size(tenant.id), previous: names.tenants.last(tenant.id))
        let leaf = hash(bytes, header, principal: principal, peer: known?.hash, index: place.index, at: now)
        try insertion.bind(1, seq + 1)
        try insertion.bind(3, owner ?? principalID)
        try insertion.bind(4, principalID)
        try insertion.bind(5, kind)
        try insertion.bind(6, tenant.id)
        try insertion.bind(7, now)
        try insertion.bind(8, Int64(clock.rawValue))
        let previous = heads[header.kind] ?? 0
        try insertion.bind(9, previous)
        try insertion.bind(10, place.index)
        try insertion.bind(11, place.previous)
        try insertion.bind(13, known?.id)
        try insertion.bind(14, key.id)
        try insert(bytes, sealedWith: key.sealing)
        guard try database.changes == 1 else { return nil }
        seq += 1
        heads[header.kind] = seq
        names.tenants.grow(tenant.id, to: seq)
        try enter(leaf, tenant.id, place)
        if header.kind.hasLatestTable {
            try latest.set(kind: kind, tenant: tenant, subject: header.subject, seq: seq, at: now)
        }
        return RecordedMessage(
            kind: header.kind,
            seq: seq,
            previous: previous,
            index: place.index,
            id: header.id,
            tenant: header.tenant,
            principal: principal,
            recordedAt: now,
            bytes: bytes
        )
    }

    /// Where a message goes in its tenant's log.
    private struct LogPlace {
        var index: Int64
        /// The seq of the message before it.
        var previous: Int64
    }

    /// Adds a leaf to the batch's chain and the tenant's log.
    private func enter(_ leaf: Digest, _ tenant: Int64, _ place: LogPlace) throws {
        guard keepsLogs else { return }
        chain.append(leaf)
        let size = UInt64(place.index)
        try logs.append(tenant, LogLeaf(seq: seq, hash: leaf), size: size, previous: place.previous)
    }

    /// Seals the message with its salt before it, and runs the insertion with that.
    private func insert(_ bytes: [UInt8], sealedWith key: any RowSealing) throws {
        sealed.removeAll(keepingCapacity: true)
        try bytes.withUnsafeBytes { try key.seal(buffer.salt, $0, label: buffer.label, into: &sealed) }
        try sealed.withUnsafeBytes {
            try insertion.bind(17, unowned: $0)
            try insertion.run()
        }
    }

    /// Whether a message with this id and owner was recorded.
    func contains(_ id: MessageID, owner: Int64) throws -> Bool {
        defer { lookup.reset() }
        try lookup.bind(1, id)
        try lookup.bind(2, owner)
        return try lookup.step()
    }

    /// Whether the recorded message with this id and owner has these bytes.
    ///
    /// What was erased cannot be compared any more, and counts as a repeat: it was recorded.
    func isRepeat(_ id: MessageID, owner: Int64, bytes: [UInt8]) throws -> Bool {
        defer { lookup.reset() }
        try lookup.bind(1, id)
        try lookup.bind(2, owner)
        guard try lookup.step(), let content = lookup.digest(1) else { return false }
        guard let key = try keys.dataKey(lookup.int64(0)) else { return true }
        let opened = try key.open(lookup.blob(2), label: MessageSeal.label(id, content))
        guard let message = MessageSeal.message(in: opened) else { return false }
        return message.elementsEqual(bytes)
    }

    /// Ends the batch, and returns its first seq and chain value; nil when nothing was appended since the last.
    func finishBatch() -> (first: Int64, chain: Digest)? {
        guard seq > chained else { return nil }
        let first = chained + 1
        lastChain = chain.finish()
        chained = seq
        return (first, lastChain)
    }

    private func hash(
        _ bytes: [UInt8],
        _ header: MessageHeader,
        principal: String,
        peer: Digest?,
        index: Int64,
        at now: Timestamp
    ) -> Digest {
        buffer.set(id: header.id)
        guard keepsLogs else {
            buffer.set(content: BatchChain.origin)
            buffer.set(leaf: BatchChain.origin)
            return BatchChain.origin
        }
        salts.next(into: buffer.writableSalt)
        let content = bytes.withUnsafeBytes { hasher.contentHash(salt: buffer.salt, message: $0) }
        let leafHeader = LeafHeader(
            tenant: header.tenant ?? "",
            index: UInt64(index),
            recordedAt: now.microseconds,
            clock: clock,
            principal: principal,
            kind: header.kind.rawValue,
            idHigh: header.id.high,
            idLow: header.id.low,
            peer: peer ?? LeafHeader.noPeer
        )
        let leaf = hasher.leafHash(leafHeader, content: content)
        buffer.set(content: content)
        buffer.set(leaf: leaf)
        return leaf
    }
}

@available(*, unavailable)
extension MessageTable: Sendable {}
