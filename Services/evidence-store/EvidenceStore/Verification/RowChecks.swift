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

    /// - Parameter verifier: the store log's; tenants' checkpoints carry the same key under their own names.
    func faults(_ trees: TreeCheck, verifier: NoteVerifier) throws -> [EvidenceFault] {
        try checkTenants(trees)
        try checkTiles(trees)
        try checkPeers()
        try checkKeys()
        try checkTenantCheckpoints(verifier)
        try checkAttestations(trees)
        return faults
    }

    private func add(_ place: EvidenceFault.Place, _ reason: String) { faults.append(EvidenceFault(place, reason)) }

    /// The running store may have gone on meanwhile: a log may be longer than what was read, never shorter.
    private func checkTenants(_ trees: TreeCheck) throws {
        let rows = try database.all("SELECT id, name, size, entry_size FROM tenants ORDER BY id") {
            ($0.int64(0), $0.text(1), $0.int64(2), $0.int64(3))
        }
        for (place, row) in rows.enumerated() {
            if row.0 != Int64(place + 1) { add(.tenant(row.1), "its number is not the next") }
            let size = Int64(trees.trees[row.0]?.size ?? 0)
            if row.2 < size { add(.tenant(row.1), "it says \(row.2) messages and has \(size)") }
            if row.3 > row.2 { add(.tenant(row.1), "an entry covers more messages than it has") }
        }
    }

    private func checkTiles(_ trees: TreeCheck) throws {
        let count = try database.first("SELECT count(*) FROM tiles") { $0.int(0) } ?? 0
        if count < trees.tileCount { add(.journal, "\(trees.tileCount - count) tiles are missing") }
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
                let salt = MessageSeal.salt(in: opened), let record = MessageSeal.message(in: opened),
                hasher.contentHash(salt: Array(salt), message: Array(record)) == hash
            else {
                add(.peer(id), "it is not what was recorded")
                continue
            }
        }
    }

    private func checkKeys() throws {
        guard let vault else { return }
        let rows = try database.all("SELECT id, kid, destroyed_at FROM keys") {
            ($0.int64(0), $0.blob(1), $0.isNull(2))
        }
        for (id, kid, isKept) in rows {
            guard let kid = KeyID(bytes: kid) else {
                add(.key(id), "its name is not 16 bytes")
                continue
            }
            let isThere = (try? vault.bytes(of: kid)) ?? nil
            if isKept, isThere == nil {
                add(.key(id), "it is not in the keystore, or damaged there, and was never destroyed")
            }
            if !isKept, isThere != nil { add(.key(id), "it was destroyed, and is in the keystore") }
        }
    }

    private func checkTenantCheckpoints(_ store: NoteVerifier) throws {
        let origin = String(store.name.dropLast("/store".utf8.count))
        let tiles = try TileTable(in: database)
        let rows = try database.all("SELECT tenant, size, checkpoint FROM tenant_checkpoints ORDER BY tenant, size") {
            ($0.int64(0), $0.int64(1), $0.text(2))
        }
        for (tenant, size, text) in rows {
            let name = names.tenants[tenant] ?? ""
            let place = EvidenceFault.Place.tenantCheckpoint(tenant: name, size: size)
            let verifier = NoteVerifier(name: LogOrigin.tenant(name, of: origin), key: store.publicKey)
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

    /// What others added must at least be about an entry that there is, and carry the name that it stands under.
    private func checkAttestations(_ trees: TreeCheck) throws {
        let entries = Int64(trees.trees[TileTable.storeLog]?.size ?? 0)
        for (position, name, line) in try database.all(
            "SELECT position, name, line FROM cosignatures",
            read: { ($0.int64(0), $0.text(1), $0.text(2)) }
        ) {
            let signature = try? SignatureLine(text: line)
            if position >= entries || signature?.name != name {
                add(.entry(position), "the cosignature of \(name) cannot be read or is of no entry")
            }
        }
    }
}

@available(*, unavailable)
extension RowChecks: Sendable {}
