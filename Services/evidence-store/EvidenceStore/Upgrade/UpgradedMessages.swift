import Crypto
import EvidenceLog
import Messages
import SQL

/// Copies the messages of schema 1 into the tables of this release, sealed; leaves, hashes and chain as they were.
struct UpgradedMessages {
    private static let page: Int64 = 1_000

    private let database: Database
    private let keys: KeyRing
    private let logs: LogTrees
    private let insertion: Statement

    /// A message as schema 1 has it.
    private struct Row {
        var seq: Int64
        var id: MessageID
        var tenant: (id: Int64, name: String)
        var kind: Kind
        var recordedAt: Timestamp
        var index: Int64
        var salt: [UInt8]
        var content: Digest
        var leaf: Digest
        var payload: [UInt8]
    }

    init(in database: Database, vault: KeyVault) throws {
        self.database = database
        keys = try KeyRing(in: database, vault: vault)
        logs = try LogTrees(in: database)
        insertion = try database.prepare(
            """
            INSERT INTO main.messages (seq, id, owner, principal, kind, tenant, recorded_at, clock, previous, log_index,
            log_previous, leaf_version, peer, key, content_hash, leaf_hash, sealed)
            SELECT seq, id, owner, principal, kind, tenant, recorded_at, clock, previous, log_index,
            ?2, 1, NULL, ?3, content_hash, leaf_hash, ?4 FROM old.messages WHERE seq = ?1
            """
        )
    }

    func seal() throws {
        for table in ["principals", "kinds"] {
            try database.execute("INSERT INTO main.\(table) (id, name) SELECT id, name FROM old.\(table)")
        }
        try database.execute("INSERT INTO main.tenants (id, name) SELECT id, name FROM old.tenants")
        try database.execute("INSERT INTO main.batches SELECT first_seq, last_seq, chain FROM old.batches")
        try database.execute("INSERT INTO main.damages SELECT seq, what, found_at FROM old.damages")
        let tenants = try TenantTable(in: database)
        var after: Int64 = 0
        while true {
            let rows = try rows(after: after)
            guard let last = rows.last else { break }
            for row in rows { try seal(row, tenants) }
            after = last.seq
        }
    }

    private func seal(_ row: Row, _ tenants: TenantTable) throws {
        let key = try keys.current(row.tenant, row.kind.retentionClass, at: row.recordedAt)
        let sealed = try key.sealing.seal(row.salt + row.payload, label: MessageSeal.label(row.id, row.content))
        let previous = tenants.last(row.tenant.id)
        try insertion.bind(1, row.seq)
        try insertion.bind(2, previous)
        try insertion.bind(3, key.id)
        try insertion.bind(4, sealed)
        try insertion.run()
        let leaf = LogLeaf(seq: row.seq, hash: row.leaf)
        tenants.grow(row.tenant.id, to: row.seq)
        try logs.append(row.tenant.id, leaf, size: UInt64(row.index), previous: previous)
    }

    private func rows(after: Int64) throws -> [Row] {
        try database.rows(
            """
            SELECT seq, id, tenant, (SELECT name FROM old.tenants WHERE id = tenant),
            (SELECT name FROM old.kinds WHERE id = kind), recorded_at, log_index, salt, content_hash, leaf_hash, payload
            FROM old.messages WHERE seq > ?1 ORDER BY seq LIMIT ?2
            """,
            values: [after, Self.page]
        ) { row in
            guard let id = row.messageID(1), let kind = Kind(rawValue: row.text(4)), let content = row.digest(8),
                let leaf = row.digest(9)
            else {
                throw JournalError.database(
                    .init(.corrupt, "message \(row.int64(0))", in: "upgrade")
                )
            }
            return Row(
                seq: row.int64(0),
                id: id,
                tenant: (row.int64(2), row.text(3)),
                kind: kind,
                recordedAt: row.timestamp(5),
                index: row.int64(6),
                salt: row.blob(7),
                content: content,
                leaf: leaf,
                payload: row.blob(10)
            )
        }
    }
}
