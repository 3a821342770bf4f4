import Crypto
import EvidenceLog

/// All nodes of a small log, by their definition in RFC 6962: what other ways to read them are compared with.
struct MemoryNodes: NodeSource {
    /// What is asked for and not there.
    struct Missing: Error {}

    let leaves: [Digest]
    private var levels: [[Digest]] = []

    init(_ leaves: [Digest]) {
        self.leaves = leaves
        var level = leaves
        while !level.isEmpty {
            levels.append(level)
            level = (0..<level.count / 2).map { MerkleHash.node(level[2 * $0], level[2 * $0 + 1]) }
        }
    }

    /// A log whose entries are their numbers.
    init(count: Int) {
        self.init((0..<count).map { MerkleHash.leaf(Array(String($0).utf8)) })
    }

    func node(level: Int, index: UInt64) throws(Missing) -> Digest {
        guard level < levels.count, index < UInt64(levels[level].count) else { throw Missing() }
        return levels[level][Int(index)]
    }

    /// The root by RFC 6962's own recursion.
    func slowRoot(_ range: Range<Int>) -> Digest {
        if range.count < 2 { return range.first.map { leaves[$0] } ?? MerkleHash.empty }
        var half = 1
        while half * 2 < range.count { half *= 2 }
        let middle = range.lowerBound + half
        return MerkleHash.node(slowRoot(range.lowerBound..<middle), slowRoot(middle..<range.upperBound))
    }
}
