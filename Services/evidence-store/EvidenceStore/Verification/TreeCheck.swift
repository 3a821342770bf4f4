import Crypto
import EvidenceLog
import SQL

/// Grows every log's tree again from its leaves, and compares its tiles as they fill.
final class TreeCheck {
    /// The tree of each log so far, by tenant number.
    private(set) var trees: [Int64: MerkleTree] = [:]
    private(set) var lasts: [Int64: Int64] = [:]
    private var leaves: [Int64: [Digest]] = [:]
    private var seqs: [Int64: [Int64]] = [:]
    private var roots: [Level: [Digest]] = [:]
    private let tile: Statement
    private let name: (Int64) -> String
    /// Full tiles so far: as many rows as there must be.
    private(set) var tileCount = 0

    private struct Level: Hashable {
        var tenant: Int64
        var level: Int
    }

    init(in database: Database, name: @escaping (Int64) -> String) throws {
        self.name = name
        tile = try database.prepare(
            "SELECT root, hashes, seqs FROM tiles WHERE tenant = ?1 AND level = ?2 AND number = ?3"
        )
    }

    /// Adds a leaf; `seq` is its message's, in the store log its position.
    func append(_ leaf: Digest, seq: Int64, to tenant: Int64, _ faults: inout [EvidenceFault]) throws {
        trees[tenant, default: MerkleTree()].append(leaf)
        lasts[tenant] = seq
        leaves[tenant, default: []].append(leaf)
        seqs[tenant, default: []].append(seq)
        guard leaves[tenant]?.count == TileTable.width else { return }
        let full = leaves.updateValue([], forKey: tenant) ?? []
        let numbers = seqs.updateValue([], forKey: tenant) ?? []
        try close(full, numbers, level: 0, of: tenant, &faults)
    }

    private func close(
        _ hashes: [Digest],
        _ seqs: [Int64]?,
        level: Int,
        of tenant: Int64,
        _ faults: inout [EvidenceFault]
    ) throws {
        let size = trees[tenant]?.size ?? 0
        let number = size / UInt64(1 << (8 * (level + 1))) - 1
        tileCount += 1
        var tree = MerkleTree()
        for hash in hashes { tree.append(hash) }
        if let reason = try difference(tree.root, hashes, seqs, level: level, number: number, of: tenant) {
            faults.append(EvidenceFault(.tile(tenant: name(tenant), level: level, number: number), reason))
        }
        let above = Level(tenant: tenant, level: level + 1)
        roots[above, default: []].append(tree.root)
        guard let full = roots[above], full.count == TileTable.width else { return }
        roots[above] = []
        try close(full, nil, level: level + 1, of: tenant, &faults)
    }

    private func difference(
        _ root: Digest,
        _ hashes: [Digest],
        _ seqs: [Int64]?,
        level: Int,
        number: UInt64,
        of tenant: Int64
    ) throws -> String? {
        defer { tile.reset() }
        try tile.bind(1, tenant)
        try tile.bind(2, level)
        try tile.bind(3, Int64(number))
        guard try tile.step() else { return "it is missing" }
        if tile.digest(0) != root { return "its root is not what its leaves give" }
        if tile.withBlob(1, { TileTable.digests(in: $0) }) != hashes { return "its hashes are not those of the log" }
        let bytes = seqs?.flatMap { seq in withUnsafeBytes(of: seq.bigEndian) { Array($0) } }
        return tile.optionalBlob(2) == bytes ? nil : "its numbers are not those of the log's messages"
    }
}

@available(*, unavailable)
extension TreeCheck: Sendable {}
