public import Crypto

/// One tenant's log in the forest: its name, size and root; see FORMAT.md, section 6.
public struct ForestLeaf: Hashable, Sendable {
    /// The version of its bytes.
    public static let version: UInt8 = 1

    /// The tenant; empty for the operators' log.
    public var tenant: String
    /// How many entries its log has.
    public var size: UInt64
    /// The root of its log.
    public var root: Digest

    /// Takes all fields.
    public init(tenant: String, size: UInt64, root: Digest) {
        self.tenant = tenant
        self.size = size
        self.root = root
    }

    /// Reads the bytes; nil for anything that ``bytes`` would not give back exactly.
    public init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard reader.byte() == Self.version, let tenant = reader.text(), let size = reader.number64(),
            let root = reader.digest(), reader.isAtEnd
        else { return nil }
        self.init(tenant: tenant, size: size, root: root)
    }

    /// The bytes.
    public var bytes: [UInt8] {
        var bytes = [Self.version]
        bytes.append(text: tenant)
        bytes.append(number: size)
        bytes.append(digest: root)
        return bytes
    }

    /// The RFC 6962 hash of the bytes.
    public var hash: Digest { MerkleHash.leaf(bytes) }
}
