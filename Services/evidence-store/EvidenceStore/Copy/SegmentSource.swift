import Crypto
import SQL

/// Reads what the journal grew by, in the order of segments, over a connection of its own.
final class SegmentSource {
    /// Bytes of messages in one segment; one message more may be in it.
    static let maximumBytes = 4 << 20
    /// Rows of each table in one segment.
    static let maximumRows = 10_000

    /// What stands in one segment.
    struct Piece {
        var records: [SegmentRecord] = []
        var cursor: CopyCursor
        /// Whether the journal may have more than fits.
        var isFull = false
    }

    let database: Database
    let names: [(table: SegmentName.Table, statement: Statement)]
    let keys: Statement
    let peers: Statement
    let additions: Statement
    private let messages: Statement
    private let one: Statement
    private let batches: Statement
    private let entries: Statement
    var known: [SegmentName.Table: [Int64: String]] = [:]

    init(in database: Database) throws {
        self.database = database
        names = try SegmentName.Table.allCases.map { table in
            (
                table,
                try database.prepare(
                    "SELECT id, name FROM \(table) WHERE id > ?1 ORDER BY id LIMIT \(Self.maximumRows)"
                )
            )
        }
        keys = try database.prepare(
            """
            SELECT id, kid, tenant, purpose, month, made_at FROM keys WHERE id > ?1 ORDER BY id LIMIT \(Self.maximumRows)
            """
        )
        peers = try database.prepare(
            "SELECT id, principal, key, hash, sealed FROM peers WHERE id > ?1 ORDER BY id LIMIT \(Self.maximumRows)"
        )
        additions = try database.prepare(
            """
            SELECT a.id, a.what, a.number, a.name, c.line, t.token, k.destroyed_at FROM additions a
            LEFT JOIN cosignatures c ON a.what = 1 AND c.position = a.number AND c.name = a.name
            LEFT JOIN timestamps t ON a.what = 2 AND t.position = a.number AND t.authority = a.name
            LEFT JOIN keys k ON a.what = 3 AND k.id = a.number
            WHERE a.id > ?1 ORDER BY a.id LIMIT \(Self.maximumRows)
            """
        )
        let columns = """
            m.seq, m.owner, m.tenant, m.principal, m.kind, m.previous, m.log_previous, m.peer, m.key, m.leaf_hash, m.sealed,
            m.leaf_version, m.log_index, m.recorded_at, m.clock, m.id, m.content_hash, (SELECT hash FROM peers WHERE id = m.peer)
            """
        messages = try database.prepare("SELECT \(columns) FROM messages m WHERE m.seq > ?1 ORDER BY m.seq LIMIT 200")
        one = try database.prepare("SELECT \(columns) FROM messages m WHERE m.seq = ?1")
        batches = try database.prepare(
            """
            SELECT last_seq, chain FROM batches
            WHERE first_seq >= coalesce((SELECT max(first_seq) FROM batches WHERE first_seq <= ?1), 0)
            AND first_seq <= ?2 AND last_seq > ?1 AND last_seq <= ?2 ORDER BY first_seq
            """
        )
        entries = try database.prepare(
            """
            SELECT position, seq, entry, checkpoint FROM store_log WHERE position >= ?1 AND seq <= ?2
            ORDER BY position LIMIT \(Self.maximumRows)
            """
        )
    }

    /// What comes after a cursor, of one state of the journal.
    func piece(after cursor: CopyCursor) throws -> Piece {
        try database.transaction(.deferred) {
            var piece = Piece(cursor: cursor)
            try addNames(to: &piece)
            try addKeys(to: &piece)
            try addPeers(to: &piece)
            // What a message names must stand before it.
            guard !piece.isFull else { return piece }
            try addMessages(to: &piece)
            // And so must the entries of which somebody said something.
            guard !piece.isFull else { return piece }
            try addAdditions(to: &piece)
            return piece
        }
    }

    /// A message as it stands; nil where it is missing.
    func message(_ seq: Int64) throws -> SegmentMessage? {
        defer { one.reset() }
        try one.bind(1, seq)
        return try one.step() ? message(one) : nil
    }

    private func addMessages(to piece: inout Piece) throws {
        var rows: [SegmentMessage] = []
        var bytes = 0
        var last = piece.cursor.seq
        var isAtEnd = false
        while bytes < Self.maximumBytes, rows.count < Self.maximumRows, !isAtEnd {
            let count = rows.count
            try messages.each(after: last) { row in
                guard bytes < Self.maximumBytes else { return }
                let message = try self.message(row)
                bytes += message.sealed.count + message.leaf.count + 120
                last = message.seq
                rows.append(message)
            }
            isAtEnd = rows.count - count < 200 && bytes < Self.maximumBytes
        }
        piece.isFull = !isAtEnd
        var chains = try batchChains(after: piece.cursor.seq, through: last)[...]
        var entries = try storeEntries(from: piece.cursor.entries, through: last)[...]
        if entries.count == Self.maximumRows { piece.isFull = true }
        func addEntries(through seq: Int64) {
            while let entry = entries.first, entry.seq <= seq {
                piece.records.append(.entry(entries.removeFirst().entry))
                piece.cursor.entries += 1
            }
        }
        addEntries(through: piece.cursor.seq)
        for message in rows {
            piece.records.append(.message(message))
            while let batch = chains.first, batch.seq <= message.seq {
                piece.records.append(.batch(seq: batch.seq, chain: batch.chain))
                chains.removeFirst()
            }
            addEntries(through: message.seq)
        }
        piece.cursor.seq = last
    }

    private func batchChains(after: Int64, through: Int64) throws -> [(seq: Int64, chain: Digest)] {
        defer { batches.reset() }
        try batches.bind(1, after)
        try batches.bind(2, through)
        var found: [(seq: Int64, chain: Digest)] = []
        while try batches.step() { found.append((batches.int64(0), batches.digest(1) ?? Segment.origin)) }
        return found
    }

    private func storeEntries(from: Int64, through: Int64) throws -> [(seq: Int64, entry: SegmentEntry)] {
        defer { entries.reset() }
        try entries.bind(1, from)
        try entries.bind(2, through)
        var found: [(seq: Int64, entry: SegmentEntry)] = []
        while try entries.step() {
            let entry = SegmentEntry(position: entries.int64(0), entry: entries.blob(2), checkpoint: entries.text(3))
            found.append((entries.int64(1), entry))
        }
        return found
    }
}

extension CopyCursor {
    /// The last number of a table of names.
    subscript(_ table: SegmentName.Table) -> Int64 {
        get {
            switch table {
            case .tenants: tenant
            case .principals: principal
            case .kinds: kind
            }
        }
        set {
            switch table {
            case .tenants: tenant = newValue
            case .principals: principal = newValue
            case .kinds: kind = newValue
            }
        }
    }
}

@available(*, unavailable)
extension SegmentSource: Sendable {}
