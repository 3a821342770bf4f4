import Crypto
import EvidenceLog
import SQL

/// Follows the store log: every entry against the trees as they were then, every checkpoint's signature and root.
final class EntryCheck {
    private struct Row {
        var position: Int64
        var seq: Int64
        var at: Int64
        var entry: [UInt8]
        var leaf: Digest?
        var checkpoint: String
    }

    /// Entries so far.
    private(set) var count: Int64 = 0
    /// The last message that an entry covers.
    private(set) var covered: Int64 = 0
    private let rows: Statement
    private let signers: JournalSigners
    private let names: VerifiedNames
    private var forest = MerkleForest()
    private var grown: Set<Int64> = []
    private var next: Row?

    /// - Parameter signers: whose signature each checkpoint must carry.
    init(in database: Database, signers: JournalSigners, names: VerifiedNames) throws {
        self.signers = signers
        self.names = names
        rows = try database.prepare(
            "SELECT position, seq, at, entry, leaf_hash, checkpoint FROM store_log WHERE position = ?1"
        )
        next = try read(0)
    }

    /// The seq that the next entry covers; nil after the last.
    var nextSeq: Int64? { next?.seq }

    /// Notes that a tenant's log grew since the last entry.
    func note(_ tenant: Int64) { grown.insert(tenant) }

    /// Checks the entry that covers everything so far.
    func check(_ trees: TreeCheck, chain: Digest, _ faults: inout [EvidenceFault]) throws {
        guard let row = next else { return }
        var reasons: [String] = []
        let entry = StoreEntry(bytes: row.entry)
        addMissing(entry?.tenants ?? 0)
        for tenant in grown {
            let tree = trees.log(tenant).tree
            let leaf = ForestLeaf(tenant: names.tenants[tenant] ?? "", size: tree.size, root: tree.root)
            forest.set(Int(tenant) - 1, leaf.hash)
        }
        grown.removeAll(keepingCapacity: true)
        if let entry {
            if entry.seq != row.seq || entry.at != row.at { reasons.append("its row is of another entry") }
            if entry.forest != forest.root || entry.tenants != UInt64(forest.count) {
                reasons.append("its forest is not what the tenants' logs give")
            }
            if entry.chain != chain { reasons.append("its chain is not what the messages give") }
            if entry.hash != row.leaf { reasons.append("its leaf hash is not its own") }
            try trees.append(entry.hash, seq: row.position, to: TileTable.storeLog, &faults)
        } else {
            reasons.append("it is no entry")
        }
        if let reason = fault(in: row.checkpoint, signers.store(at: row.position), trees.log(TileTable.storeLog).tree) {
            reasons.append(reason)
        }
        faults += reasons.map { EvidenceFault(.entry(row.position), $0) }
        count += 1
        covered = row.seq
        next = try read(count)
    }

    /// Tenants that had no message yet may have their place in the forest all the same.
    private func addMissing(_ tenants: UInt64) {
        let known = UInt64(names.tenants.count)
        while forest.count < max(min(tenants, known), UInt64(grown.max() ?? 0)) {
            let name = names.tenants[Int64(forest.count + 1)] ?? ""
            forest.set(forest.count, ForestLeaf(tenant: name, size: 0, root: MerkleHash.empty).hash)
        }
    }

    private func fault(in text: String, _ verifier: NoteVerifier, _ tree: MerkleTree?) -> String? {
        guard let note = try? SignedNote(encoded: text), let checkpoint = try? Checkpoint(text: note.text) else {
            return "its checkpoint cannot be read"
        }
        if note.verified(by: [verifier]).isEmpty { return "its checkpoint is not signed by \(verifier.vkey)" }
        guard checkpoint.origin == verifier.name, checkpoint.size == tree?.size, checkpoint.root == tree?.root else {
            return "its checkpoint is not of the entries so far"
        }
        return note.encoded == text ? nil : "its checkpoint has more in it than it says"
    }

    /// The first entry that is not there although a later one is, up to the message `head`.
    func missing(head: Int64, in database: Database) throws -> Int64? {
        let last = try database.first("SELECT max(position) FROM store_log WHERE seq <= ?", head) {
            $0.optionalInt64(0)
        }
        guard let last = last ?? nil, last >= count else { return nil }
        return count
    }

    private func read(_ position: Int64) throws -> Row? {
        defer { rows.reset() }
        try rows.bind(1, position)
        guard try rows.step() else { return nil }
        return Row(
            position: rows.int64(0),
            seq: rows.int64(1),
            at: rows.int64(2),
            entry: rows.blob(3),
            leaf: rows.digest(4),
            checkpoint: rows.text(5)
        )
    }
}

@available(*, unavailable)
extension EntryCheck: Sendable {}
