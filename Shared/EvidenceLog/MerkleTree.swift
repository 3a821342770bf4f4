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
            node = Self.node(left, node)
            rest >>= 1
        }
        subtrees.append(node)
        size += 1
    }

    /// The root hash; of an empty tree the hash of nothing.
    public var root: Digest {
        guard var root = subtrees.last else { return SHA256.hash([UInt8]()) }
        for left in subtrees.dropLast().reversed() {
            root = Self.node(left, root)
        }
        return root
    }

    /// Returns the hash of an inner node, `SHA-256(0x01 ‖ left ‖ right)`.
    public static func node(_ left: Digest, _ right: Digest) -> Digest {
        var hasher = SHA256()
        hasher.update(1 as UInt8)
        hasher.update(left)
        hasher.update(right)
        return hasher.finish()
    }

    /// Returns the hash of a leaf's bytes, `SHA-256(0x00 ‖ leaf)`.
    public static func leaf(_ bytes: [UInt8]) -> Digest {
        var hasher = SHA256()
        hasher.update(0 as UInt8)
        hasher.update(bytes)
        return hasher.finish()
    }
}
