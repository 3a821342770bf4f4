import Crypto
import EvidenceLog
import TestSupport
import Testing

struct MerkleForestTests {
    @Test("after any changes and additions, root and proofs are those of a tree of the same leaves")
    func changes() throws {
        var random = Seeded(state: 7)
        for _ in 0..<40 {
            var forest = MerkleForest()
            var leaves: [Digest] = []
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                for _ in 0..<Int.random(in: 0...20, using: &random) {
                    let index = Int.random(in: 0...leaves.count, using: &random)
                    let leaf = SHA256.hash(String(random.next()))
                    forest.set(index, leaf)
                    if index == leaves.count { leaves.append(leaf) } else { leaves[index] = leaf }
                }
                let root = MemoryNodes(leaves).slowRoot(0..<leaves.count)
                #expect(forest.root == root)
                #expect(forest.count == leaves.count)
                for (index, leaf) in leaves.enumerated() {
                    let proof = forest.inclusionProof(index)
                    let size = UInt64(leaves.count)
                    #expect(InclusionProof.isValid(proof, leaf: leaf, index: UInt64(index), size: size, root: root))
                    #expect(
                        proof == (try InclusionProof.make(index: UInt64(index), size: size, from: MemoryNodes(leaves)))
                    )
                }
            }
        }
    }

    @Test("places that are not there change nothing and have no proof")
    func outside() {
        var forest = MerkleForest()
        #expect(forest.root == MerkleHash.empty)
        forest.set(1, MerkleHash.empty)
        forest.set(-1, MerkleHash.empty)
        #expect(forest.count == 0)
        #expect(forest.inclusionProof(0).isEmpty)
        forest.set(0, BatchChain.origin)
        #expect(forest.root == BatchChain.origin)
        #expect(forest.inclusionProof(.max).isEmpty)
    }
}
