import Crypto
import EvidenceLog

/// One log while it is verified: its tree so far, and what the tiles that fill next must hold.
///
/// Each node of the tree is hashed once: a full tile's root goes into the tree over all full tiles.
final class GrowingLog {
    private(set) var size: UInt64 = 0
    /// Over the roots of full tiles, and over the leaves that are in none yet.
    private var full = MerkleTree()
    private var part = MerkleTree()
    /// The seq of its last message; in the store log the position of its last entry.
    private(set) var last: Int64 = 0
    /// Leaves that are in no full tile yet, and their seqs.
    private(set) var leaves: [Digest] = []
    private(set) var seqs: [Int64] = []
    /// Roots of full tiles that are in no full tile of the next level yet, by level.
    private var roots: [[Digest]] = []

    /// The whole tree: below the tiles' roots there is nothing that its own root needs.
    var tree: MerkleTree {
        MerkleTree(size: size, subtrees: full.subtrees + part.subtrees) ?? MerkleTree()
    }

    /// Adds a leaf; returns the root of the tile that it fills, whose leaves are to be taken then.
    func append(_ leaf: Digest, seq: Int64) -> Digest? {
        size += 1
        part.append(leaf)
        last = seq
        leaves.append(leaf)
        seqs.append(seq)
        return leaves.count == TileTable.width ? part.root : nil
    }

    /// Begins the next tile of leaves.
    func closeTile() {
        full.append(part.root)
        part = MerkleTree()
        leaves.removeAll(keepingCapacity: true)
        seqs.removeAll(keepingCapacity: true)
    }

    /// Adds the root of a full tile of a level; returns the roots of that level when they fill a tile of the next.
    func add(_ root: Digest, of level: Int) -> [Digest]? {
        while roots.count <= level { roots.append([]) }
        roots[level].append(root)
        guard roots[level].count == TileTable.width else { return nil }
        defer { roots[level] = [] }
        return roots[level]
    }
}

@available(*, unavailable)
extension GrowingLog: Sendable {}
