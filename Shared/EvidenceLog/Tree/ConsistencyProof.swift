public import Crypto

/// Makes and verifies proofs that a tree grew out of another by appending alone.
///
/// Source: RFC 6962, section 2.1.2; the verification is RFC 9162's, section 2.1.4.2.
public enum ConsistencyProof: Sendable {
    /// Returns the hashes of the proof; none where the trees are the same, and none from the empty tree, which all grow out of.
    /// - Throws: ``ProofError``, or what `nodes` fails with.
    public static func make(from old: UInt64, to new: UInt64, nodes: some NodeSource) throws -> [Digest] {
        guard old <= new else { throw ProofError.shrinking(from: old, to: new) }
        if old == 0 || old == new { return [] }
        var proof: [Digest] = []
        var (start, end) = (0 as UInt64, new)
        while end != old {
            let middle = start + split(end - start)
            if old <= middle {
                proof.append(try nodes.root(from: middle, to: end))
                end = middle
            } else {
                proof.append(try nodes.root(from: start, to: middle))
                start = middle
            }
        }
        // From the beginning, the old root is that node, and everybody has it.
        if start != 0 { proof.append(try nodes.root(from: start, to: end)) }
        return proof.reversed()
    }

    /// Tells whether `proof` shows that the newer tree's first leaves are the older tree's.
    public static func isValid(
        _ proof: [Digest],
        oldSize: UInt64,
        oldRoot: Digest,
        newSize: UInt64,
        newRoot: Digest
    ) -> Bool {
        if oldSize == newSize { return proof.isEmpty && oldRoot == newRoot }
        if oldSize == 0 { return proof.isEmpty && oldRoot == MerkleHash.empty }
        guard oldSize < newSize, !proof.isEmpty else { return false }
        let path = oldSize.nonzeroBitCount == 1 ? [oldRoot] + proof : proof
        var (place, last) = (oldSize - 1, newSize - 1)
        let levels = UInt64(place.trailingOnes)
        (place, last) = (place >> levels, last >> levels)
        var (older, newer) = (path[0], path[0])
        for node in path.dropFirst() {
            if last == 0 { return false }
            if place & 1 == 1 || place == last {
                older = MerkleHash.node(node, older)
                newer = MerkleHash.node(node, newer)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                newer = MerkleHash.node(newer, node)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && older == oldRoot && newer == newRoot
    }
}

extension UInt64 {
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
