public import Crypto

/// Builds a Merkle tree by RFC 6962 from leaf hashes, keeping only the roots of its complete subtrees.
///
/// At most 64 hashes are held, whatever the size. Source: RFC 6962, section 2.1; RFC 9162, section 2.1.2.
public struct MerkleTree: Hashable, Sendable {
    /// How many leaves were added.
    public private(set) var size: UInt64 = 0
    /// The roots of the complete subtrees, largest first: one for each bit that is set in ``size``.
    public private(set) var subtrees: [Digest] = []

    /// Makes an empty tree.
    public init() {}

    /// Goes on from a saved state; nil where the number of subtrees does not fit the size.
    public init?(size: UInt64, subtrees: [Digest]) {
        guard size.nonzeroBitCount == subtrees.count else { return nil }
        self.size = size
        self.subtrees = subtrees
    }

    /// Adds a leaf by its hash.
    public mutating func append(_ leaf: Digest) {
        var node = leaf
        var rest = size
        while rest & 1 == 1, let left = subtrees.popLast() {
            node = MerkleHash.node(left, node)
            rest >>= 1
        }
        subtrees.append(node)
        size += 1
    }

    /// The root hash; of an empty tree the hash of nothing.
    public var root: Digest {
        guard var root = subtrees.last else { return MerkleHash.empty }
        for left in subtrees.dropLast().reversed() {
            root = MerkleHash.node(left, root)
        }
        return root
    }
}
