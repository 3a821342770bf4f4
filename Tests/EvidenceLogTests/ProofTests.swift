import Crypto
import EvidenceLog
import Testing

struct ProofTests {
    static let nodes = MemoryNodes(count: 70)

    @Test("every leaf of every small tree has a proof, which fits no other place, size, leaf or root")
    func inclusion() throws {
        for size in 1...66 as ClosedRange<UInt64> {
            let root = try Self.nodes.root(size: size)
            #expect(root == Self.nodes.slowRoot(0..<Int(size)))
            for index in 0..<size {
                let leaf = Self.nodes.leaves[Int(index)]
                let proof = try InclusionProof.make(index: index, size: size, from: Self.nodes)
                func holds(_ proof: [Digest], _ index: UInt64, _ size: UInt64) -> Bool {
                    InclusionProof.isValid(proof, leaf: leaf, index: index, size: size, root: root)
                }
                #expect(holds(proof, index, size))
                #expect(!holds(proof + [root], index, size))
                if !proof.isEmpty { #expect(!holds(Array(proof.dropLast()), index, size)) }
                for other in 0..<size where other != index { #expect(!holds(proof, other, size)) }
                #expect(!holds(proof, index + 1 << 32, size))
                for place in proof.indices {
                    var wrong = proof
                    wrong[place] = leaf
                    #expect(!holds(wrong, index, size))
                }
                #expect(!InclusionProof.isValid(proof, leaf: root, index: index, size: size, root: root) || size == 1)
            }
        }
    }

    @Test("every two small trees have a proof, which fits no other two")
    func consistency() throws {
        for new in 0...66 as ClosedRange<UInt64> {
            let newRoot = try Self.nodes.root(size: new)
            for old in 0...new {
                let oldRoot = try Self.nodes.root(size: old)
                let proof = try ConsistencyProof.make(from: old, to: new, nodes: Self.nodes)
                func holds(_ proof: [Digest], _ old: UInt64, _ oldRoot: Digest, _ newRoot: Digest) -> Bool {
                    ConsistencyProof.isValid(proof, oldSize: old, oldRoot: oldRoot, newSize: new, newRoot: newRoot)
                }
                #expect(holds(proof, old, oldRoot, newRoot))
                #expect(!holds(proof + [newRoot], old, oldRoot, newRoot))
                #expect(!holds(proof, new + 1, oldRoot, newRoot))
                if old > 0 {
                    #expect(!holds(proof, old, newRoot, newRoot) || old == new)
                    #expect(!holds(proof, old, oldRoot, oldRoot) || old == new)
                }
                for place in proof.indices {
                    var wrong = proof
                    wrong[place] = MerkleHash.empty
                    #expect(!holds(wrong, old, oldRoot, newRoot))
                    wrong = proof
                    wrong.remove(at: place)
                    #expect(!holds(wrong, old, oldRoot, newRoot))
                }
            }
        }
    }

    @Test("a proof for other sizes than it was made for does not hold")
    func otherSizes() throws {
        for (old, new) in [(3, 7), (4, 8), (6, 8), (1, 2), (33, 66)] as [(UInt64, UInt64)] {
            let proof = try ConsistencyProof.make(from: old, to: new, nodes: Self.nodes)
            let (oldRoot, newRoot) = (try Self.nodes.root(size: old), try Self.nodes.root(size: new))
            for other in 0...66 as ClosedRange<UInt64> where other != old {
                let holds = ConsistencyProof.isValid(
                    proof,
                    oldSize: other,
                    oldRoot: oldRoot,
                    newSize: new,
                    newRoot: newRoot
                )
                #expect(!holds, "\(other) for \(old) of \(new)")
            }
        }
    }

    @Test("sizes and places that cannot be give an error or no, whatever they are")
    func impossible() throws {
        #expect(throws: ProofError.noSuchLeaf(index: 5, size: 5)) {
            try InclusionProof.make(index: 5, size: 5, from: Self.nodes)
        }
        #expect(throws: ProofError.shrinking(from: 6, to: 5)) {
            try ConsistencyProof.make(from: 6, to: 5, nodes: Self.nodes)
        }
        let hashes = [Digest](repeating: MerkleHash.empty, count: 70)
        for index in [0, 1, UInt64.max - 1, .max, 1 << 63] {
            for size in [0, 1, UInt64.max, 1 << 63] {
                for proof in [[], hashes] {
                    let isValid = InclusionProof.isValid(
                        proof,
                        leaf: MerkleHash.empty,
                        index: index,
                        size: size,
                        root: BatchChain.origin
                    )
                    #expect(!isValid)
                    let follows = ConsistencyProof.isValid(
                        proof,
                        oldSize: index,
                        oldRoot: BatchChain.origin,
                        newSize: size,
                        newRoot: MerkleHash.empty
                    )
                    #expect(!follows)
                }
            }
        }
        #expect(throws: (any Error).self) { try InclusionProof.make(index: 3, size: .max, from: Self.nodes) }
        #expect(throws: (any Error).self) { try ConsistencyProof.make(from: 3, to: .max, nodes: Self.nodes) }
    }

    @Test("a compact range from nodes goes on as the tree does")
    func compact() throws {
        for size in 0..<70 as Range<UInt64> {
            var tree = try Self.nodes.tree(size: size)
            tree.append(Self.nodes.leaves[Int(size)])
            #expect(tree.root == Self.nodes.slowRoot(0..<Int(size) + 1))
        }
    }
}
