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
    private let insertion: Statement
    private let lookup: Statement
    private let latest: Statement
    private let buffer = AppendBuffer()
    private var hasher = LeafHasher()
    private var chain = BatchChain(after: BatchChain.origin)
    private var salts: SaltPool
    private(set) var lastChain = BatchChain.origin
    private(set) var seq: Int64 = 0
    private(set) var heads: [Kind: Int64] = [:]
    /// The seq of the last message that is in a finished batch.
    private(set) var chained: Int64 = 0
    var clock = ClockQuality.unknown

    init(in database: Database, names: JournalNames, salts: SaltPool) throws {
        self.database = database
        self.names = names
        self.salts = salts
        insertion = try database.prepare(
            """
            INSERT INTO messages (seq, id, owner, principal, kind, tenant, subject, time, recorded_at, clock, cause, previous,
            log_index, salt, content_hash, leaf_hash, payload)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) ON CONFLICT (id, owner) DO NOTHING
            """
        )
        lookup = try database.prepare("SELECT salt, content_hash FROM messages WHERE id = ?1 AND owner = ?2")
        latest = try database.prepare("REPLACE INTO latest (kind, tenant, subject, seq) VALUES (?1, ?2, ?3, ?4)")
        try insertion.bind(2, unowned: buffer.id)
        try insertion.bind(14, unowned: buffer.salt)
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
        heads.removeAll()
        for kind in Kind.allCases {
            guard let id = names.kinds.known(kind.rawValue) else { continue }
            heads[kind] = try database.first("SELECT max(seq) FROM messages WHERE kind = ?", id) { $0.int64(0) }
        }
    }

    /// Appends a message; nil when one with this id and owner is there already, and then nothing has changed.
    func append(
        _ bytes: [UInt8],
        _ header: MessageHeader,
        principal: String,
        owner: Int64?,
        at now: Timestamp
    ) throws -> RecordedMessage? {
        let principalID = try names.principals.id(principal)
        let tenant = try names.tenants.id(header.tenant)
        let kind = try names.kinds.id(header.kind.rawValue)
        let previous = heads[header.kind] ?? 0
        let index = names.tenants.size(tenant)
        let leaf = hash(bytes, header, principal: principal, index: index, at: now)
        try insertion.bind(1, seq + 1)
        try insertion.bind(3, owner ?? principalID)
        try insertion.bind(4, principalID)
        try insertion.bind(5, kind)
        try insertion.bind(6, tenant)
        try insertion.bind(7, header.subject)
        try insertion.bind(8, header.time)
        try insertion.bind(9, now)
        try insertion.bind(10, Int64(clock.rawValue))
        if header.causation == nil { try insertion.bindNull(11) } else { try insertion.bind(11, unowned: buffer.cause) }
        try insertion.bind(12, previous)
        try insertion.bind(13, index)
        try bytes.withUnsafeBytes {
            try insertion.bind(17, unowned: $0)
            try insertion.run()
        }
        guard database.changes == 1 else { return nil }
        seq += 1
        heads[header.kind] = seq
        names.tenants.grow(tenant)
        chain.append(leaf)
        if header.kind.hasLatestTable { try setLatest(kind, tenant, header.subject) }
        return RecordedMessage(
            kind: header.kind,
            seq: seq,
            previous: previous,
            index: index,
            id: header.id,
            tenant: header.tenant,
            principal: principal,
            recordedAt: now,
            bytes: bytes
        )
    }

    /// Whether a message with this id and owner was recorded.
    func contains(_ id: MessageID, owner: Int64) throws -> Bool {
        defer { lookup.reset() }
        try lookup.bind(1, id)
        try lookup.bind(2, owner)
        return try lookup.step()
    }

    /// Whether the recorded message with this id and owner has these bytes.
    func isRepeat(_ id: MessageID, owner: Int64, bytes: [UInt8]) throws -> Bool {
        defer { lookup.reset() }
        try lookup.bind(1, id)
        try lookup.bind(2, owner)
        guard try lookup.step() else { return false }
        return hasher.contentHash(salt: lookup.blob(0), message: bytes) == lookup.digest(1)
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
        index: Int64,
        at now: Timestamp
    ) -> Digest {
        buffer.set(id: header.id, cause: header.causation)
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
            idLow: header.id.low
        )
        let leaf = hasher.leafHash(leafHeader, content: content)
        buffer.set(content: content)
        buffer.set(leaf: leaf)
        return leaf
    }

    private func setLatest(_ kind: Int64, _ tenant: Int64, _ subject: String) throws {
        try latest.bind(1, kind)
        try latest.bind(2, tenant)
        try latest.bind(3, subject)
        try latest.bind(4, seq)
        try latest.run()
    }
}

extension Kind {
    /// Whether the latest message of a subject stands in the table `latest`; of changes and assessments the resource knows it.
    var hasLatestTable: Bool { self != .configChanged && self != .configAssessed }
}
