public import Crypto

/// Says where the nodes of a log are read from: complete subtrees only.
public protocol NodeSource {
    /// What reading may fail with.
    associatedtype Failure: Error

    /// Returns the hash of the complete subtree over the leaves from `index << level` to `(index + 1) << level`; level 0 has the leaves.
    func node(level: Int, index: UInt64) throws(Failure) -> Digest
}

extension NodeSource {
    /// Returns the root of the tree of the first `size` leaves.
    public func root(size: UInt64) throws(Failure) -> Digest {
        try root(from: 0, to: size)
    }

    /// Returns the tree of the first `size` leaves as a compact range, to be appended to.
    public func tree(size: UInt64) throws(Failure) -> MerkleTree {
        MerkleTree(size: size, subtrees: try subtrees(from: 0, to: size)) ?? MerkleTree()
    }

    /// The root over leaves `start..<end`, where `start` is a multiple of a power of two not smaller than their number.
    func root(from start: UInt64, to end: UInt64) throws(Failure) -> Digest {
        let subtrees = try subtrees(from: start, to: end)
        guard var root = subtrees.last else { return MerkleHash.empty }
        for left in subtrees.dropLast().reversed() { root = MerkleHash.node(left, root) }
        return root
    }

    private func subtrees(from start: UInt64, to end: UInt64) throws(Failure) -> [Digest] {
        var subtrees: [Digest] = []
        var position = start
        for level in (0..<64).reversed() where (end - start) >> UInt64(level) & 1 == 1 {
            subtrees.append(try node(level: level, index: position >> UInt64(level)))
            position += 1 << UInt64(level)
        }
        return subtrees
    }
}

/// The split of RFC 6962: the largest power of two smaller than `count`, which is at least 2.
func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }
