import Archive
import Crypto
import EvidenceExport
import EvidenceLog
import Foundation

/// A small log with everything that an export has.
struct SampleLog {
    static let base = "log.example/settei"
    static let key = Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32)) ?? Ed25519.PrivateKey()

    let tenant: String
    let records: [ExportRecord]
    let nodes: MemoryNodes

    /// Makes a log of `count` messages; the ones in `erased` and `withheld` have no content.
    init(_ count: Int, tenant: String = "acme", erased: Set<Int> = [], withheld: Set<Int> = []) {
        self.tenant = tenant
        var hasher = LeafHasher()
        var records: [ExportRecord] = []
        for index in 0..<count {
            let text =
                #"{"id":\#(index),"tenant":"\#(tenant)","name":"バケット \u0000 \" \\ é","marker":"MARKER-\#(tenant)"}"#
            let salt = [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 16)
            let peer = ExportedPeer(
                record: Array(#"{"principal":"\#(tenant)-ci","address":"192.0.2.7","protocol":"zmtp/3.1 curve"}"#.utf8),
                salt: [UInt8](repeating: 3, count: 16)
            )
            let isOfStore = index % 5 == 4
            let header = LeafHeader(
                tenant: tenant,
                index: UInt64(index),
                recordedAt: 1_795_000_000_000_000 + Int64(index) * 1_500,
                clock: .synchronised,
                principal: isOfStore ? "evidence-store" : "\(tenant)-ci",
                kind: "config.changed",
                idHigh: 0x0193_460a_3b00_7c3e,
                idLow: 0x8a51_5d2c_0000_0000 + UInt64(index),
                peer: isOfStore
                    ? LeafHeader.noPeer : hasher.contentHash(salt: peer.salt, message: peer.record)
            )
            let leaf = Leaf(header: header, content: hasher.contentHash(salt: salt, message: Array(text.utf8)))
            let message = ExportedMessage(bytes: Array(text.utf8), salt: salt, peer: isOfStore ? nil : peer)
            let content: ExportRecord.Content =
                erased.contains(index) ? .erased : withheld.contains(index) ? .withheld : .message(message)
            records.append(ExportRecord(leaf: leaf, proof: nil, content: content))
        }
        self.records = records
        nodes = MemoryNodes(records.map(\.leaf.hash))
    }

    var origin: String { LogOrigin.tenant(tenant, of: Self.base) }
    var size: UInt64 { UInt64(records.count) }
    static var vkey: NoteVerifier { NoteVerifier(name: LogOrigin.store(base), key: key.publicKey) }

    /// What stands beside the records; the store log's entry is of the log's first `anchored` records.
    func head(
        complete: Bool,
        anchored: UInt64? = nil,
        key: Ed25519.PrivateKey = key,
        witness: Cosigner? = nil
    ) throws -> ExportWriter.Head {
        let root = try nodes.root(size: size)
        let note = try NoteSigner(name: origin, key: key).note(Checkpoint(origin: origin, size: size, root: root).text)
        let old = anchored ?? size
        let manifest = ExportManifest(
            tenant: tenant,
            origin: origin,
            size: size,
            root: root.hex,
            complete: complete,
            filter: complete ? .init() : .init(resource: "some"),
            madeAt: "2026-11-21T12:34:56.000Z",
            madeBy: "acme-audit",
            keys: [NoteVerifier(name: LogOrigin.store(Self.base), key: key.publicKey).vkey],
            consistency: old == size
                ? nil : try ConsistencyProof.make(from: old, to: size, nodes: nodes).map { Base64.encode($0.bytes) }
        )
        return ExportWriter.Head(
            manifest: manifest,
            checkpoint: note,
            anchor: try anchor(of: old, key: key, witness: witness)
        )
    }

    private func anchor(of size: UInt64, key: Ed25519.PrivateKey, witness: Cosigner?) throws -> TlogProof {
        let leaf = ForestLeaf(tenant: tenant, size: size, root: try nodes.root(size: size))
        var forest = MerkleForest()
        for index in 0..<5 { forest.set(index, index == 2 ? leaf.hash : SHA256.hash("other \(index)")) }
        let entry = StoreEntry(
            seq: 99,
            at: 1_795_000_001_000_000,
            clock: ClockState(quality: .synchronised),
            tenants: 5,
            forest: forest.root,
            chain: SHA256.hash("chain")
        )
        let store = MemoryNodes((0..<6).map { SHA256.hash("entry \($0)") } + [entry.hash])
        let origin = LogOrigin.store(Self.base)
        let checkpoint = Checkpoint(origin: origin, size: 7, root: try store.root(size: 7))
        var note = try NoteSigner(name: origin, key: key).note(checkpoint.text)
        if let witness { note.signatures.append(try witness.sign(checkpoint.text, at: 1_795_000_002)) }
        let extra = AnchorExtra(entry: entry, index: 2, leaf: leaf, hashes: forest.inclusionProof(2))
        let hashes = try InclusionProof.make(index: 6, size: 7, from: store)
        return TlogProof(extra: extra.bytes, index: 6, hashes: hashes, checkpoint: note)
    }

    /// The record with its proof, for exports of some records.
    func proved(_ index: Int) throws -> ExportRecord {
        var record = records[index]
        record.proof = try InclusionProof.make(index: UInt64(index), size: size, from: nodes)
        return record
    }

    /// Writes an archive of all records, or of some.
    func export(_ path: String, only indices: [Int]? = nil, head: ExportWriter.Head? = nil) throws {
        let writer = try ExportWriter(
            path: path,
            head: try head ?? self.head(complete: indices == nil),
            time: 1_795_264_496
        )
        for record in try indices?.map(proved) ?? records { try writer.add(record) }
        try writer.finish()
    }
}

/// The nodes of a tree in memory.
struct MemoryNodes: NodeSource {
    private var levels: [[Digest]]

    init(_ leaves: [Digest]) {
        levels = [leaves]
        while let last = levels.last, last.count > 1 {
            levels.append(stride(from: 0, to: last.count - 1, by: 2).map { MerkleHash.node(last[$0], last[$0 + 1]) })
        }
    }

    func node(level: Int, index: UInt64) throws(ProofError) -> Digest {
        guard level < levels.count, index < levels[level].count else { throw .noSuchLeaf(index: index, size: 0) }
        return levels[level][Int(index)]
    }
}
