public import Crypto

/// Makes and verifies proofs that a leaf is in a tree.
///
/// Source: RFC 6962, section 2.1.1; the verification is RFC 9162's, section 2.1.3.2.
public enum InclusionProof: Sendable {
    /// Returns the hashes from the leaf's sibling up to the root's child.
    /// - Throws: ``ProofError``, or what `nodes` fails with.
    public static func make(index: UInt64, size: UInt64, from nodes: some NodeSource) throws -> [Digest] {
        guard index < size else { throw ProofError.noSuchLeaf(index: index, size: size) }
        var proof: [Digest] = []
        var (start, end) = (0 as UInt64, size)
        while end - start > 1 {
            let middle = start + split(end - start)
            if index < middle {
                proof.append(try nodes.root(from: middle, to: end))
                end = middle
            } else {
                proof.append(try nodes.root(from: start, to: middle))
                start = middle
            }
        }
        return proof.reversed()
    }

    /// Tells whether `proof` shows that `leaf` is the leaf at `index` in the tree of `size` leaves with `root`.
    public static func isValid(_ proof: [Digest], leaf: Digest, index: UInt64, size: UInt64, root: Digest) -> Bool {
        guard index < size else { return false }
        var (place, last) = (index, size - 1)
        var node = leaf
        for sibling in proof {
            if last == 0 { return false }
            if place & 1 == 1 || place == last {
                node = MerkleHash.node(sibling, node)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                node = MerkleHash.node(node, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && node == root
    }
}
