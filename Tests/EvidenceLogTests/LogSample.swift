import Crypto
import EvidenceLog

/// A small log with fixed keys, of which the golden files and the mutation tests are made.
enum LogSample {
    static let base = "example.com/settei"
    static let origin = LogOrigin.tenant("acme", of: base)

    static func signer(_ name: String = origin, seed: UInt8 = 1) throws -> NoteSigner {
        NoteSigner(name: name, key: try key(seed))
    }

    static func key(_ seed: UInt8) throws -> Ed25519.PrivateKey {
        guard let key = Ed25519.PrivateKey(seed: [UInt8](repeating: seed, count: 32)) else { throw NoKey() }
        return key
    }

    struct NoKey: Error {}

    static let message = Array(#"{"specversion":"1.0"}"#.utf8)
    static let salt = [UInt8](0..<16)
    static let peer =
        [UInt8](16..<32) + Array(#"{"principal":"acme-ci","address":"192.0.2.7","protocol":"zmtp/3.1 curve"}"#.utf8)

    /// The leaves of a log of five entries, of version 2.
    static let leaves: [Leaf] = (0..<5 as Range<UInt64>).map { number in
        var hasher = LeafHasher()
        let header = LeafHeader(
            tenant: "acme",
            index: number,
            recordedAt: 1_795_136_523_460_000 + Int64(number),
            clock: .synchronised,
            principal: "acme-ci",
            kind: "config.changed",
            idHigh: 0x0193_460a_3b00_7c3e,
            idLow: 0x9a51_5d2c_1f0e_7a44 + number,
            peer: number == 0 ? LeafHeader.noPeer : SHA256.hash(peer)
        )
        return Leaf(header: header, content: hasher.contentHash(salt: salt, message: message))
    }

    static let nodes = MemoryNodes(leaves.map(\.hash))

    static func checkpoint(_ size: UInt64 = 5) throws -> Checkpoint {
        Checkpoint(origin: origin, size: size, root: try nodes.root(size: size))
    }

    /// The signed checkpoint, with a witness's cosignature.
    static func note() throws -> SignedNote {
        let text = try checkpoint().text
        let witness = Cosigner(name: "witness.example/w1", key: try key(2))
        return SignedNote(text: text, signatures: [try signer().sign(text), try witness.sign(text, at: 1_795_136_524)])
    }

    static func proof() throws -> TlogProof {
        TlogProof(
            extra: MessageExtra(leaf: leaves[3].bytes, salt: salt, peer: peer).bytes,
            index: 3,
            hashes: try InclusionProof.make(index: 3, size: 5, from: nodes),
            checkpoint: try note()
        )
    }

    static func request() throws -> WitnessRequest {
        WitnessRequest(
            oldSize: 3,
            proof: try ConsistencyProof.make(from: 3, to: 5, nodes: nodes),
            checkpoint: SignedNote(text: try checkpoint().text, signatures: [try signer().sign(checkpoint().text)])
        )
    }

    static func forestLeaf() throws -> ForestLeaf {
        ForestLeaf(tenant: "acme", size: 5, root: try nodes.root(size: 5))
    }

    /// An entry of the store log over two tenants, with what joins the second to it.
    static func anchor() throws -> AnchorExtra {
        var forest = MerkleForest()
        forest.set(0, ForestLeaf(tenant: "", size: 0, root: MerkleHash.empty).hash)
        forest.set(1, try forestLeaf().hash)
        let clock = ClockState(quality: .synchronised, offsetMicroseconds: -350, maximumErrorMicroseconds: 2_100)
        let entry = StoreEntry(
            seq: 5,
            at: 1_795_136_524_000_000,
            clock: clock,
            tenants: 2,
            forest: forest.root,
            chain: SHA256.hash("chain")
        )
        return AnchorExtra(entry: entry, index: 1, leaf: try forestLeaf(), hashes: forest.inclusionProof(1))
    }
}
