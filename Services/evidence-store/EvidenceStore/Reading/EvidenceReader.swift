import Crypto
import EvidenceExport
import EvidenceLog
import Keystore
import Messages
import SQL

/// Proves what was recorded, and gives it out with its proofs: for one reading connection.
///
/// Signs checkpoints of tenants' logs on demand. What is signed is what the same transaction reads.
final class EvidenceReader {
    private let reader: JournalReader
    private let tiles: TileTable
    private let records: EvidenceRecords
    private let key: Ed25519.PrivateKey
    private let origins: JournalOrigins
    private var base: String { origins.current }

    /// - Parameter signing: the file with the key that signs checkpoints.
    init(_ reader: JournalReader, signing: String) throws {
        self.reader = reader
        tiles = try TileTable(in: reader.database)
        records = try EvidenceRecords(in: reader.database, keys: reader.keys)
        key = try SigningKeyFile.key(at: signing)
        origins = try JournalOrigins(in: reader.database)
    }

    /// A tenant's log as it stands in this transaction.
    private struct Log {
        var id: Int64
        var name: String
        var entrySize: UInt64
        var entryRoot: Digest?
        var nodes: LogReader
    }

    // MARK: Proofs

    /// The proofs of all messages with an id whose tenant is wanted; originals of several principals may share one.
    func proofs(of id: MessageID, tenants: Set<String>?) throws -> [(record: ExportRecord, proof: TlogProof)] {
        try reader.snapshot {
            let found = try reader.database.all("SELECT seq FROM messages WHERE id = ?1 ORDER BY seq", id.bytes) {
                $0.int64(0)
            }
            return try found.compactMap { seq in
                guard let record = try records.record(seq), let log = try log(record.leaf.header.tenant),
                    tenants?.contains(log.name) ?? true
                else { return nil }
                let (index, size) = (record.index, log.nodes.size)
                let hashes = try InclusionProof.make(index: index, size: size, from: log.nodes)
                let root = try log.nodes.root(size: size)
                return (
                    record,
                    TlogProof(extra: nil, index: index, hashes: hashes, checkpoint: try sign(log.name, size, root))
                )
            }
        }
    }

    // MARK: Exports

    /// What stands beside the records of an export that begins now; nil where the tenant has no log.
    func head(tenant: String, filter: ExportManifest.Filter, by principal: String, at now: Timestamp) throws
        -> ExportWriter.Head?
    {
        try reader.snapshot {
            guard let log = try log(tenant) else { return nil }
            let size = log.nodes.size
            let root = try log.nodes.root(size: size)
            let anchor = try anchor(of: log)
            let growth = anchor == nil ? [] : try ConsistencyProof.make(from: log.entrySize, to: size, nodes: log.nodes)
            let manifest = ExportManifest(
                tenant: tenant,
                origin: LogOrigin.tenant(tenant, of: base),
                size: size,
                root: root.hex,
                complete: filter.isEmpty,
                filter: filter,
                madeAt: now.text,
                madeBy: principal,
                keys: origins.all.map { NoteVerifier(name: LogOrigin.store($0), key: key.publicKey).vkey },
                consistency: growth.isEmpty ? nil : growth.map { Base64.encode($0.bytes) }
            )
            return ExportWriter.Head(
                manifest: manifest,
                checkpoint: try sign(tenant, size, root),
                anchor: anchor?.proof,
                timestamps: anchor?.timestamps ?? []
            )
        }
    }

    /// A part of an export.
    struct Page {
        var records: [ExportRecord] = []
        /// The place in the log to go on from; the export's size at the end.
        var next: UInt64
    }

    /// Records of a log from a place on, up to the size that the export began with.
    ///
    /// Looks at a bounded number of records, so that a filter that matches nothing stays a short transaction.
    func page(
        tenant: String,
        size: UInt64,
        from start: UInt64,
        limit: Int,
        filter: EvidenceFilter?,
        mayRead: (Kind) -> Bool
    ) throws -> Page {
        try reader.snapshot {
            var page = Page(next: start)
            guard let log = try log(tenant), size <= log.nodes.size else { throw BadCursor() }
            var bytes = 0
            let end = min(size, start + 5_000)
            while page.next < end, page.records.count < limit, bytes < 1 << 20 {
                guard let seq = try log.nodes.seq(at: page.next), var record = try records.record(seq) else {
                    throw LogDamage.leaves(tenant: log.id, index: page.next)
                }
                page.next += 1
                if let filter {
                    guard try filter.lets(record, through: self) else { continue }
                    record.proof = try InclusionProof.make(index: record.index, size: size, from: log.nodes)
                }
                if case .message(let message) = record.content { bytes += message.bytes.count }
                bytes += 1_024
                // A kind that this release does not know is read by those who may read everything.
                let kind = Kind(rawValue: record.leaf.header.kind)
                if record.content != .erased, !(kind.map(mayRead) ?? mayRead(.operatorAlerted)) {
                    record.content = .withheld
                }
                page.records.append(record)
            }
            return page
        }
    }

    /// The message with an id in a tenant's log, opened; nil where it is erased or not there.
    func message(_ id: MessageID, tenant: String) throws -> [UInt8]? {
        let seqs = try reader.database.all("SELECT seq FROM messages WHERE id = ?1 ORDER BY seq", id.bytes) {
            $0.int64(0)
        }
        for seq in seqs {
            guard let record = try records.record(seq), record.leaf.header.tenant == tenant,
                case .message(let message) = record.content
            else { continue }
            return message.bytes
        }
        return nil
    }

    // MARK: Logs and checkpoints

    private func log(_ name: String) throws -> Log? {
        let row = try reader.database.first("SELECT id, size, root FROM tenants WHERE name = ?1", name) {
            (id: $0.int64(0), size: UInt64(bitPattern: $0.int64(1)), root: $0.digest(2))
        }
        guard let row, let now = try LogSizes.log(row.id, in: reader.database) else { return nil }
        let nodes = LogReader(tiles, tenant: row.id, size: UInt64(bitPattern: now.size), last: now.last)
        return Log(id: row.id, name: name, entrySize: row.size, entryRoot: row.root, nodes: nodes)
    }

    private func sign(_ tenant: String, _ size: UInt64, _ root: Digest) throws -> SignedNote {
        let origin = LogOrigin.tenant(tenant, of: base)
        return try NoteSigner(name: origin, key: key).note(Checkpoint(origin: origin, size: size, root: root).text)
    }

    /// The proof that the last entry of the store log has the tenant's root, with what others said of its checkpoint.
    ///
    /// Nil where the tenant is in no entry yet: the first comes within a second.
    private func anchor(of log: Log) throws -> (proof: TlogProof, timestamps: [[UInt8]])? {
        let last = try reader.database.first(
            "SELECT position, entry, checkpoint FROM store_log ORDER BY position DESC LIMIT 1"
        ) { row in (position: row.int64(0), entry: row.blob(1), checkpoint: row.text(2)) }
        guard let last, let entry = StoreEntry(bytes: last.entry), let root = log.entryRoot,
            UInt64(bitPattern: log.id) <= entry.tenants
        else { return nil }
        var forest = MerkleForest()
        let rows = try reader.database.all(
            "SELECT name, size, root FROM tenants WHERE id <= ?1 ORDER BY id",
            Int64(bitPattern: entry.tenants)
        ) { row in (name: row.text(0), size: UInt64(bitPattern: row.int64(1)), root: row.digest(2)) }
        for (place, row) in rows.enumerated() {
            forest.set(place, ForestLeaf(tenant: row.name, size: row.size, root: row.root ?? MerkleHash.empty).hash)
        }
        guard forest.root == entry.forest else { throw LogDamage.entry(position: last.position) }
        let place = Int(log.id) - 1
        let leaf = ForestLeaf(tenant: log.name, size: log.entrySize, root: root)
        let extra = AnchorExtra(entry: entry, index: UInt64(place), leaf: leaf, hashes: forest.inclusionProof(place))
        var note = try SignedNote(encoded: last.checkpoint)
        note.signatures += try reader.database.all(
            "SELECT line FROM cosignatures WHERE position = ?1 ORDER BY name",
            last.position
        ) { $0.text(0) }.map { try SignatureLine(text: $0) }
        let timestamps = try reader.database.all(
            "SELECT token FROM timestamps WHERE position = ?1 ORDER BY authority",
            last.position
        ) { $0.blob(0) }
        let position = UInt64(bitPattern: last.position)
        let nodes = LogReader(tiles, tenant: TileTable.storeLog, size: position + 1, last: 0)
        let hashes = try InclusionProof.make(index: position, size: position + 1, from: nodes)
        return (TlogProof(extra: extra.bytes, index: position, hashes: hashes, checkpoint: note), timestamps)
    }
}

@available(*, unavailable)
extension EvidenceReader: Sendable {}
