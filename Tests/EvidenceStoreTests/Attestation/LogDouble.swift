import Crypto
import EvidenceLog
import Messages
import Synchronization

@testable import EvidenceStore

/// A store log in memory, signed with a key of its own.
final class LogDouble: CheckpointSource, Sendable {
    static let origin = "evidence.example/store"

    let signer: NoteSigner
    private let leaves: Mutex<[Digest]>
    let cosignedSize: UInt64

    init(_ count: Int = 0, key: Ed25519.PrivateKey = Ed25519.PrivateKey(), cosigned: UInt64 = 0) {
        signer = NoteSigner(name: Self.origin, key: key)
        leaves = Mutex((0..<count).map { MerkleHash.leaf(Array("entry \($0)".utf8)) })
        cosignedSize = cosigned
    }

    func grow(by count: Int, as text: String = "entry") {
        leaves.withLock { leaves in
            for number in leaves.count..<leaves.count + count {
                leaves.append(MerkleHash.leaf(Array("\(text) \(number)".utf8)))
            }
        }
    }

    /// Goes back to an older state, as a restored disk does.
    func rollBack(to count: Int) { leaves.withLock { $0.removeSubrange(count...) } }

    func head() throws -> SignedNote? {
        let nodes = Nodes(leaves: leaves.withLock { $0 })
        guard !nodes.leaves.isEmpty else { return nil }
        let size = UInt64(nodes.leaves.count)
        return try signer.note(Checkpoint(origin: Self.origin, size: size, root: try nodes.root(size: size)).text)
    }

    func proof(from old: UInt64, to size: UInt64) throws -> [Digest] {
        try ConsistencyProof.make(from: old, to: size, nodes: Nodes(leaves: leaves.withLock { $0 }))
    }

    func cosigned(by name: String) throws -> UInt64 { cosignedSize }

    func stamped(by authority: String) throws -> (size: UInt64, at: Timestamp)? { nil }

    private struct Nodes: NodeSource {
        typealias Failure = any Error

        let leaves: [Digest]

        func node(level: Int, index: UInt64) throws -> Digest {
            if level == 0 { return leaves[Int(index)] }
            let (left, right) = (
                try node(level: level - 1, index: 2 * index), try node(level: level - 1, index: 2 * index + 1)
            )
            return MerkleHash.node(left, right)
        }
    }
}
