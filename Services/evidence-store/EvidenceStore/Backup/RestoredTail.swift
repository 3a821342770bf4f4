import Crypto
import EvidenceLog
import Messages
import SQL

/// Appends to a restored journal what its copy has beyond it, as it was recorded and signed.
///
/// Nothing is believed here: whoever calls verifies the whole journal afterwards.
final class RestoredTail {
    private let database: Database
    private let vault: KeyVault
    private let now: Timestamp
    private let logs: LogTrees
    private let insertion: Statement
    private var cursor: CopyCursor
    /// The last message in a batch.
    private var batched: Int64
    /// The logs that grew since the last entry.
    private var grown: [Int64: LogSizes.Log]

    init(in database: Database, vault: KeyVault, at now: Timestamp) throws {
        self.database = database
        self.vault = vault
        self.now = now
        logs = try LogTrees(in: database)
        cursor = try Self.cursor(of: database)
        grown = try LogSizes.sinceEntry(in: database)
        batched = try database.first("SELECT coalesce(max(last_seq), 0) FROM batches") { $0.int64(0) } ?? 0
        insertion = try database.prepare(
            """
            INSERT INTO messages (seq, id, owner, principal, kind, tenant, recorded_at, clock, previous,
            log_index, log_previous, leaf_version, peer, key, content_hash, leaf_hash, sealed)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            """
        )
    }

    /// Where a journal ends.
    static func cursor(of database: Database) throws -> CopyCursor {
        func last(_ column: String, _ table: String) throws(SQLError) -> Int64 {
            try database.first("SELECT coalesce(max(\(column)), 0) FROM \(table)") { $0.int64(0) } ?? 0
        }
        var cursor = CopyCursor()
        cursor.seq = try last("seq", "messages")
        cursor.entries = try database.first("SELECT coalesce(max(position) + 1, 0) FROM store_log") { $0.int64(0) } ?? 0
        cursor.tenant = try last("id", "tenants")
        cursor.principal = try last("id", "principals")
        cursor.kind = try last("id", "kinds")
        cursor.key = try last("id", "keys")
        cursor.peer = try last("id", "peers")
        cursor.addition = try last("id", "additions")
        return cursor
    }

    /// Takes everything beyond the journal's end; each segment is a transaction.
    /// - Parameter progress: is told the last message that was taken.
    func take(from copy: CopyReader, progress: (Int64) -> Void) throws {
        try copy.replay(after: cursor) { segment in
            try database.transaction {
                for record in segment.records { try take(record) }
            }
            progress(cursor.seq)
        }
    }

    private func take(_ record: SegmentRecord) throws {
        switch record {
        case .name(let name): try take(name)
        case .key(let key): try take(key)
        case .peer(let peer):
            guard peer.id > cursor.peer else { return }
            cursor.peer = peer.id
            try database.run(
                "INSERT INTO peers (id, principal, key, hash, sealed) VALUES (?1, ?2, ?3, ?4, ?5)",
                peer.id,
                peer.principal,
                peer.key,
                peer.hash.bytes,
                peer.sealed
            )
        case .message(let message): try take(message)
        case .batch(let seq, let chain):
            guard seq > batched else { return }
            try database.run(
                "INSERT INTO batches (first_seq, last_seq, chain) VALUES (?1, ?2, ?3)",
                batched + 1,
                seq,
                chain.bytes
            )
            batched = seq
        case .entry(let entry): try take(entry)
        case .cosignature(let position, let line):
            try Attested.cosignature(position: position, name: try SignatureLine(text: line).name, line: line)
                .keep(in: database)
        case .timestamp(let position, let authority, let token):
            try Attested.timestamp(position: position, authority: authority, token: token).keep(in: database)
        case .destruction(let key, let at):
            try database.run("UPDATE keys SET destroyed_at = ?2 WHERE id = ?1", key, at)
            try AdditionTable(database: database).add(.destruction, to: key, by: "")
        }
    }

    private func take(_ name: SegmentName) throws {
        let last =
            switch name.table {
            case .tenants: cursor.tenant
            case .principals: cursor.principal
            case .kinds: cursor.kind
            }
        guard name.id > last else { return }
        switch name.table {
        case .tenants: cursor.tenant = name.id
        case .principals: cursor.principal = name.id
        case .kinds: cursor.kind = name.id
        }
        try database.run("INSERT INTO \(name.table) (id, name) VALUES (?1, ?2)", name.id, name.name)
    }

    /// A key that was destroyed meanwhile is written down as destroyed.
    private func take(_ key: SegmentKey) throws {
        guard key.id > cursor.key else { return }
        cursor.key = key.id
        try database.run(
            """
            INSERT INTO keys (id, kid, tenant, purpose, month, made_at, destroyed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            key.id,
            key.kid,
            key.tenant,
            key.purpose,
            key.month,
            key.madeAt,
            try RestoredKeys.isGone(key.kid, vault) ? now.microseconds : nil
        )
    }

    private func take(_ message: SegmentMessage) throws {
        guard message.seq > cursor.seq else { return }
        guard message.seq == cursor.seq + 1, let leaf = Leaf(bytes: message.leaf) else {
            throw CopyError.notThisJournal("message \(message.seq) cannot be read, or is not the next")
        }
        cursor.seq = message.seq
        let header = leaf.header
        try insertion.bind(1, message.seq)
        try insertion.bind(2, MessageID(high: header.idHigh, low: header.idLow).bytes)
        try insertion.bind(3, message.owner)
        try insertion.bind(4, message.principal)
        try insertion.bind(5, message.kind)
        try insertion.bind(6, message.tenant)
        try insertion.bind(7, header.recordedAt)
        try insertion.bind(8, Int64(header.clock.rawValue))
        try insertion.bind(9, message.previous)
        try insertion.bind(10, Int64(clamping: header.index))
        try insertion.bind(11, message.logPrevious)
        try insertion.bind(12, header.peer == nil ? 1 : Int64(LeafHeader.version))
        try insertion.bind(13, message.peer == 0 ? nil : message.peer)
        try insertion.bind(14, message.key)
        try insertion.bind(15, leaf.content)
        try insertion.bind(16, message.leafHash)
        try insertion.bind(17, message.sealed)
        try insertion.run()
        let added = LogLeaf(seq: message.seq, hash: message.leafHash)
        try logs.append(message.tenant, added, size: header.index, previous: message.logPrevious)
        grown[message.tenant] = LogSizes.Log(endingAt: Int64(clamping: header.index), last: message.seq)
    }

    private func take(_ entry: SegmentEntry) throws {
        guard entry.position >= cursor.entries else { return }
        guard entry.position == cursor.entries, let read = StoreEntry(bytes: entry.entry) else {
            throw CopyError.notThisJournal("entry \(entry.position) cannot be read, or is not the next")
        }
        try database.run(
            """
            INSERT INTO store_log (position, seq, at, entry, leaf_hash, checkpoint) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """,
            entry.position,
            read.seq,
            read.at,
            entry.entry,
            read.hash.bytes,
            entry.checkpoint
        )
        let leaf = LogLeaf(seq: entry.position, hash: read.hash)
        try logs.append(TileTable.storeLog, leaf, size: UInt64(entry.position), previous: 0)
        cursor.entries = entry.position + 1
        try enter()
    }

    /// Writes down the tenants' sizes and roots, as of the last entry.
    private func enter() throws {
        for (tenant, log) in grown {
            let root = try logs.tree(tenant, size: UInt64(clamping: log.size), last: log.last).root
            try database.run(
                "UPDATE tenants SET size = ?2, last_seq = ?3, root = ?4 WHERE id = ?1",
                tenant,
                log.size,
                log.last,
                root.bytes
            )
        }
        grown.removeAll(keepingCapacity: true)
    }

    /// Orders of operators after a message, which act on keys and must be given again; in words.
    static func orders(in database: Database, after seq: Int64) throws -> [String] {
        let names = [Kind.holdPlaced, .holdReleased, .erasureOrdered].map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try database.all(
            """
            SELECT m.seq, k.name FROM messages m JOIN kinds k ON k.id = m.kind WHERE m.seq > ?1 AND k.name IN (\(names))
            ORDER BY m.seq
            """,
            seq
        ) { "message \($0.int64(0)), \($0.text(1))" }
    }
}

@available(*, unavailable)
extension RestoredTail: Sendable {}
