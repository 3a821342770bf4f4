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
        try checkTenants(trees)
        try checkTiles(trees)
        try checkEnds()
        try checkPeers()
        try checkKeys()
        try checkTenantCheckpoints(signers)
        faults += try AttestationChecks(database: database).faults()
        return faults
    }

    private func add(_ place: EvidenceFault.Place, _ reason: String) { faults.append(EvidenceFault(place, reason)) }

    /// The running store may have gone on meanwhile: a log may be longer than what was read, never shorter.
    private func checkTenants(_ trees: TreeCheck) throws {
        let tiles = try TileTable(in: database)
        let rows = try database.all(
            "SELECT id, name, size, entry_size, last_seq, entry_root FROM tenants ORDER BY id",
            read: { ($0.int64(0), $0.text(1), $0.int64(2), $0.int64(3), $0.int64(4), $0.digest(5)) }
        )
        for (place, row) in rows.enumerated() {
            if row.0 != Int64(place + 1) { add(.tenant(row.1), "its number is not the next") }
            let size = Int64(trees.log(row.0).size)
            if row.2 < size { add(.tenant(row.1), "it says \(row.2) messages and has \(size)") }
            if row.3 > row.2 { add(.tenant(row.1), "an entry covers more messages than it has") }
            if row.2 == size, row.4 != trees.log(row.0).last {
                add(.tenant(row.1), "it names another message as its last")
            }
            let log = LogReader(tiles, tenant: row.0, size: UInt64(max(0, row.2)), last: row.4)
            if (1...max(1, row.2)).contains(row.3), (try? log.root(size: UInt64(row.3))) != row.5 {
                add(.tenant(row.1), "the root of its last entry is not that of its messages")
            }
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
