public import Crypto

/// Keeps a Merkle tree of RFC 6962 whose leaves change; all of it in memory.
///
/// A change costs nothing until somebody asks for the root or a proof: then each node above a changed leaf is hashed once, however many
/// leaves changed below it. A store with 10,000 tenants that all grew hashes 10,000 nodes a second.
public struct MerkleForest: Sendable {
    /// The nodes by level, leaves first; where a level has an odd number, its last node is the next level's last one too.
    ///
    /// That is RFC 6962's tree: its split at the largest power of two leaves the same nodes on the right edge.
    private var levels: [[Digest]] = [[]]
    private var changed: [Int] = []
    private var isChanged: [Bool] = []

    /// Makes one without leaves.
    public init() {}

    /// How many leaves there are.
    public var count: Int { isChanged.count }

    /// Sets the leaf at `index`; at ``count`` it is added, and further out nothing happens.
    public mutating func set(_ index: Int, _ leaf: Digest) {
        guard index >= 0, index <= count else { return }
        if index == count {
            levels[0].append(leaf)
            isChanged.append(false)
        } else {
            levels[0][index] = leaf
        }
        if !isChanged[index] {
            isChanged[index] = true
            changed.append(index)
        }
    }

    /// The root hash; of a forest without leaves the hash of nothing.
    public var root: Digest {
        mutating get {
            settle()
            return levels[levels.count - 1].first ?? MerkleHash.empty
        }
    }

    /// Returns the inclusion proof of the leaf at `index`, from its sibling upwards; empty where there is no such leaf.
    public mutating func inclusionProof(_ index: Int) -> [Digest] {
        guard index >= 0, index < count else { return [] }
        settle()
        var proof: [Digest] = []
        var index = index
        for level in levels.dropLast() {
            let sibling = index ^ 1
            if sibling < level.count { proof.append(level[sibling]) }
            index >>= 1
        }
        return proof
    }

    /// Hashes what is above the changed leaves.
    private mutating func settle() {
        guard !changed.isEmpty else { return }
        for index in changed { isChanged[index] = false }
        changed.sort()
        var level = 0
        while levels[level].count > 1 {
            if level + 1 == levels.count { levels.append([]) }
            var parents: [Int] = []
            parents.reserveCapacity(changed.count)
            for index in changed where parents.last != index >> 1 {
                parents.append(index >> 1)
                let left = levels[level][index & ~1]
                let right = index | 1
                let node = right < levels[level].count ? MerkleHash.node(left, levels[level][right]) : left
                // In ascending order, so that what is missing is added at the end.
                if index >> 1 < levels[level + 1].count {
                    levels[level + 1][index >> 1] = node
                } else {
                    levels[level + 1].append(node)
                }
            }
            changed = parents
            level += 1
        }
        changed.removeAll(keepingCapacity: true)
    }
}
