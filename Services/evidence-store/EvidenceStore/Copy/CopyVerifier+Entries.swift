import Crypto
import EvidenceLog

extension CopyVerifier {
    /// An entry of the store log: the forest as the trees stand, the chain, and the signed checkpoint.
    func check(_ row: SegmentEntry) throws {
        let record = "entry \(row.position)"
        if row.position != cursor.entries { problem(record, "follows entry \(cursor.entries - 1)") }
        cursor.entries = row.position + 1
        report.entries += 1
        texts.add((try? SignedNote(encoded: row.checkpoint))?.text ?? "")
        try append(MerkleHash.leaf(row.entry), to: storeLog, mustHaveTiles: false)
        guard let entry = StoreEntry(bytes: row.entry) else {
            problem(record, "cannot be read")
            return
        }
        report.lastEntry = entry.at
        if entry.seq != cursor.seq { problem(record, "covers message \(entry.seq), and stands after \(cursor.seq)") }
        if entry.chain != lastChain { problem(record, "its chain value is not that of the batch") }
        if root(of: entry.tenants) != entry.forest { problem(record, "its forest is not that of the tenants' trees") }
        if check(row.checkpoint, record) { signed = entry.seq }
    }

    private func root(of tenants: UInt64) -> Digest? {
        guard tenants <= UInt64(names[.tenants]?.count ?? 0) else { return nil }
        for tenant in grown.union(Set((forest.count..<max(forest.count, Int(tenants))).map { Int64($0 + 1) })).sorted()
        {
            let name = names[.tenants]?[tenant] ?? ""
            let tree = logs[tenant]?.tree ?? MerkleTree()
            forest.set(Int(tenant) - 1, ForestLeaf(tenant: name, size: tree.size, root: tree.root).hash)
        }
        grown.removeAll(keepingCapacity: true)
        return UInt64(forest.count) == tenants ? forest.root : nil
    }

    /// Whether the checkpoint is of this tree, and signed.
    private func check(_ text: String, _ record: String) -> Bool {
        do {
            let note = try SignedNote(encoded: text)
            let checkpoint = try Checkpoint(text: note.text)
            guard checkpoint.size == storeLog.tree.size, checkpoint.root == storeLog.tree.root else {
                return problem(record, "its checkpoint is of another tree")
            }
            guard !verifiers.isEmpty else { return false }
            guard let generation = generation(of: note, checkpoint, of: storeLog) else {
                return problem(record, "its checkpoint has no signature of the store's key")
            }
            guard generation >= self.generation else {
                return problem(record, "its checkpoint bears a name from before the journal was restored")
            }
            self.generation = generation
            return true
        } catch {
            return problem(record, "its checkpoint cannot be read: \(error)")
        }
    }
}
