public import Crypto

/// What joins a tenant's log to the store log, in a proof of the store log's entry.
///
/// The proof shows that the entry is in the store log, whose checkpoints witnesses cosign; this shows that the tenant's root is under the
/// entry. See FORMAT.md, section 11.
public struct AnchorExtra: Hashable, Sendable {
    /// The first byte, which tells it from other extra data.
    public static let tag: UInt8 = 2

    /// The store log's entry.
    public var entry: StoreEntry
    /// The tenant's place in the forest, from 0.
    public var index: UInt64
    /// The tenant's leaf in the forest.
    public var leaf: ForestLeaf
    /// The hashes from the leaf's sibling up to the forest's root.
    public var hashes: [Digest]

    /// Takes all fields.
    public init(entry: StoreEntry, index: UInt64, leaf: ForestLeaf, hashes: [Digest]) {
        self.entry = entry
        self.index = index
        self.leaf = leaf
        self.hashes = hashes
    }

    /// Reads the bytes; nil for anything that ``bytes`` would not give back exactly.
    public init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard reader.byte() == Self.tag, let entry = reader.sized().flatMap({ StoreEntry(bytes: Array($0)) }),
            let index = reader.number64(), let leaf = reader.sized().flatMap({ ForestLeaf(bytes: Array($0)) }),
            let count = reader.byte(), count <= TlogProof.greatestHashCount
        else { return nil }
        var hashes: [Digest] = []
        for _ in 0..<count {
            guard let hash = reader.digest() else { return nil }
            hashes.append(hash)
        }
        guard reader.isAtEnd else { return nil }
        self.init(entry: entry, index: index, leaf: leaf, hashes: hashes)
    }

    /// The bytes.
    public var bytes: [UInt8] {
        let (entry, leaf) = (entry.bytes, leaf.bytes)
        var bytes = [Self.tag]
        bytes.append(number16: entry.count)
        bytes += entry
        bytes.append(number: index)
        bytes.append(number16: leaf.count)
        bytes += leaf
        bytes.append(UInt8(truncatingIfNeeded: hashes.count))
        for hash in hashes { bytes.append(digest: hash) }
        return bytes
    }

    /// Tells whether the tenant's leaf is in the entry's forest.
    public var isValid: Bool {
        InclusionProof.isValid(hashes, leaf: leaf.hash, index: index, size: entry.tenants, root: entry.forest)
    }
}
