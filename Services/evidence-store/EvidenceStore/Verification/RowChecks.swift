import Crypto
import EvidenceLog
import Keystore
import SQL

/// Checks the rows that stand beside the logs: tenants, tiles that nobody needs, peers, keys, tenants' own checkpoints, and what
/// witnesses and authorities said.
final class RowChecks {
    private let database: Database
    private let names: VerifiedNames
    private let vault: KeyVault?
    private var faults: [EvidenceFault] = []

    init(in database: Database, names: VerifiedNames, vault: KeyVault?) throws {
        self.database = database
        self.names = names
        self.vault = vault
    }

    /// - Parameter signers: whose signature tenants' own checkpoints must carry.
    func faults(_ trees: TreeCheck, signers: JournalSigners) throws -> [EvidenceFault] {
        try checkTenants()
        try checkTiles(trees)
        try checkEnds()
        try checkPeers()
        try checkKeys()
        try checkTenantCheckpoints(signers)
        faults += try AttestationChecks(database: database).faults()
        return faults
    }

    private func add(_ place: EvidenceFault.Place, _ reason: String) { faults.append(EvidenceFault(place, reason)) }

    private struct Tenant {
        var id: Int64
        var name: String
        var size: Int64
        var last: Int64
        var root: Digest?
        /// Whether `last` is the message with which the log has this size.
        var isLast: Bool
    }

    /// Every row must be as the last entry of the store log says; the running store may be entries ahead of what was read before.
    private func checkTenants() throws {
        let tiles = try TileTable(in: database)
        // One statement, so that rows and entry are of one moment.
        var bytes: [UInt8] = []
        let rows = try database.all(
            """
            SELECT t.id, t.name, t.size, t.last_seq, t.root,
            CASE WHEN m.tenant = t.id AND m.log_index = t.size - 1 THEN 1 ELSE 0 END,
            (SELECT entry FROM store_log ORDER BY position DESC LIMIT 1)
            FROM tenants t LEFT JOIN messages m ON m.seq = t.last_seq ORDER BY t.id
            """
        ) { row in
            bytes = row.blob(6)
            return Tenant(
                id: row.int64(0),
                name: row.text(1),
                size: row.int64(2),
                last: row.int64(3),
                root: row.digest(4),
                isLast: row.bool(5)
            )
        }
        for (place, row) in rows.enumerated() {
            if row.id != Int64(place + 1) { add(.tenant(row.name), "its number is not the next") }
            guard row.size != 0 || row.last != 0 || row.root != nil else { continue }
            if !row.isLast { add(.tenant(row.name), "it names another message as its last") }
            let size = UInt64(max(0, row.size))
            let log = LogReader(tiles, tenant: row.id, size: size, last: row.last)
            if (try? log.root(size: size)) != row.root {
                add(.tenant(row.name), "the root of its last entry is not that of its messages")
            }
        }
        try checkForest(rows, StoreEntry(bytes: bytes))
    }

    /// Rows of an earlier state are whole each: only the entry tells that they are old.
    private func checkForest(_ rows: [Tenant], _ entry: StoreEntry?) throws {
        var forest = MerkleForest()
        for row in rows where row.id == Int64(forest.count + 1) && UInt64(row.id) <= entry?.tenants ?? 0 {
            let leaf = ForestLeaf(tenant: row.name, size: UInt64(max(0, row.size)), root: row.root ?? MerkleHash.empty)
            forest.set(forest.count, leaf.hash)
        }
        guard forest.root != entry?.forest ?? MerkleHash.empty else { return }
        add(.journal, "the tenants' sizes and roots are not those of the last entry")
        let sizes = try database.all(
            "SELECT tenant, max(log_index) + 1 FROM messages WHERE seq <= ?1 GROUP BY tenant",
            entry?.seq ?? 0
        ) { ($0.int64(0), $0.int64(1)) }
        let entered = Dictionary(sizes, uniquingKeysWith: { first, _ in first })
        for row in rows where row.size != entered[row.id, default: 0] {
            let covered = entered[row.id, default: 0]
            add(.tenant(row.name), "it says \(row.size) messages, and the last entry covers \(covered)")
        }
    }

    private func checkTiles(_ trees: TreeCheck) throws {
        let count = try database.first("SELECT count(*) FROM tiles") { $0.int(0) } ?? 0
        if count < trees.tileCount { add(.journal, "\(trees.tileCount - count) tiles are missing") }
        let keys = try database.all("SELECT tenant, level, number FROM tiles") {
            (tenant: $0.int64(0), level: $0.int64(1), number: $0.int64(2))
        }
        // Read after the tiles: the store may have gone on.
        let sizes = try sizes()
        for key in keys {
            let full = (0..<7).contains(key.level) ? sizes[key.tenant, default: 0] >> (8 * (key.level + 1)) : 0
            guard !(0..<max(1, full)).contains(key.number) || full == 0 else { continue }
            let (level, number) = (Int(key.level), UInt64(bitPattern: key.number))
            add(.tile(tenant: names.tenants[key.tenant] ?? "", level: level, number: number), "it is of no leaves")
        }
    }

    /// Leaves of each log, as its rows say.
    private func sizes() throws -> [Int64: Int64] {
        var sizes = Dictionary(
            try database.all("SELECT id, size FROM tenants") { ($0.int64(0), $0.int64(1)) },
            uniquingKeysWith: { first, _ in first }
        )
        for (tenant, log) in try LogSizes.sinceEntry(in: database) { sizes[tenant] = log.size }
        let entries = try database.first("SELECT max(position) + 1 FROM store_log") { $0.optionalInt64(0) } ?? nil
        sizes[TileTable.storeLog] = entries ?? 0
        return sizes
    }

    /// What no batch ends with was never committed by a store: a message and its batch are one transaction.
    private func checkEnds() throws {
        let messages = try database.all(
            "SELECT seq FROM messages WHERE seq > (SELECT coalesce(max(last_seq), 0) FROM batches) OR seq < 1 LIMIT 100"
        ) { $0.int64(0) }
        for seq in messages { add(.message(seq), "it is in no batch") }
        let entries = try database.all(
            """
            SELECT position FROM store_log WHERE seq > (SELECT coalesce(max(last_seq), 0) FROM batches) OR position < 0
            LIMIT 100
            """
        ) { $0.int64(0) }
        for position in entries { add(.entry(position), "it covers messages that are not there") }
    }

    private func checkPeers() throws {
        guard let vault else { return }
        let keys = try KeyRing(in: database, vault: vault)
        var hasher = LeafHasher()
        let rows = try database.all("SELECT id, key, hash, sealed FROM peers") {
            ($0.int64(0), $0.int64(1), $0.digest(2), $0.blob(3))
        }
        for (id, key, hash, sealed) in rows {
            guard let key = try keys.dataKey(key) else { continue }
            guard let hash, let opened = try? key.open(sealed, label: SealLabel("peer", key: hash.bytes).bytes),
                MessageSeal.isWhole(opened, hash, &hasher)
            else {
                add(.peer(id), "it is not what was recorded")
                continue
            }
        }
    }

    private func checkKeys() throws {
        guard let vault else { return }
        // Between the rows' going and the keystore's keys a crash may come: then the next start goes on with the erasure.
        let rows = try database.all(
            """
            SELECT id, kid, destroyed_at, CASE WHEN erasure IN (SELECT id FROM erasures WHERE step < 3) THEN 1 ELSE 0 END
            FROM keys
            """
        ) { ($0.int64(0), $0.blob(1), $0.isNull(2), $0.bool(3)) }
        for (id, kid, isKept, isUnderWay) in rows {
            guard let kid = KeyID(bytes: kid) else {
                add(.key(id), "its name is not 16 bytes")
                continue
            }
            let isThere = (try? vault.bytes(of: kid)) ?? nil
            if isKept, isThere == nil {
                add(.key(id), "it is not in the keystore, or damaged there, and was never destroyed")
            }
            if !isKept, !isUnderWay, isThere != nil { add(.key(id), "it was destroyed, and is in the keystore") }
        }
    }

    private func checkTenantCheckpoints(_ signers: JournalSigners) throws {
        let tiles = try TileTable(in: database)
        let rows = try database.all(
            "SELECT tenant, size, checkpoint, position FROM tenant_checkpoints ORDER BY tenant, size"
        ) {
            ($0.int64(0), $0.int64(1), $0.text(2), $0.int64(3))
        }
        for (tenant, size, text, position) in rows {
            let name = names.tenants[tenant] ?? ""
            let place = EvidenceFault.Place.tenantCheckpoint(tenant: name, size: size)
            let verifier = signers.tenant(name, at: position)
            guard let note = try? SignedNote(encoded: text), let checkpoint = try? Checkpoint(text: note.text),
                !note.verified(by: [verifier]).isEmpty, checkpoint.origin == verifier.name, note.encoded == text
            else {
                add(place, "it is not signed by \(verifier.vkey)")
                continue
            }
            let row = try database.first("SELECT size, last_seq FROM tenants WHERE id = ?", tenant) {
                ($0.int64(0), $0.int64(1))
            }
            let log = LogReader(tiles, tenant: tenant, size: UInt64(row?.0 ?? 0), last: row?.1 ?? 0)
            guard checkpoint.size == UInt64(size), size <= row?.0 ?? 0,
                (try? log.root(size: UInt64(size))) == checkpoint.root
            else {
                add(place, "it is not of this log")
                continue
            }
        }
    }
}

@available(*, unavailable)
extension RowChecks: Sendable {}
