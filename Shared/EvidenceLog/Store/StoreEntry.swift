public import Crypto

/// One entry of the store log: all tenants' logs at a time; see FORMAT.md, section 7.
public struct StoreEntry: Hashable, Sendable {
    /// The version of its bytes.
    public static let version: UInt8 = 1

    /// The version that was read, or the newest.
    public var version: UInt8 { Self.version }
    /// The number of the journal's last message that the forest has.
    public var seq: Int64
    /// When it was taken, in microseconds since 1970.
    public var at: Int64
    /// What the operating system said of its clock then.
    public var clock: ClockState
    /// How many leaves the forest has.
    public var tenants: UInt64
    /// The forest's root.
    public var forest: Digest
    /// The batch chain's value at ``seq``, which fixes the order of all tenants' messages; see ``BatchChain``.
    public var chain: Digest

    /// Takes all fields.
    public init(seq: Int64, at: Int64, clock: ClockState, tenants: UInt64, forest: Digest, chain: Digest) {
        self.seq = seq
        self.at = at
        self.clock = clock
        self.tenants = tenants
        self.forest = forest
        self.chain = chain
    }

    /// Reads the bytes; nil for anything that ``bytes`` would not give back exactly.
    public init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard reader.byte() == Self.version, let seq = reader.signed64(), let at = reader.signed64(),
            let quality = reader.byte().flatMap(ClockQuality.init(rawValue:)),
            let offset = reader.signed64(), let error = reader.signed64(),
            let tenants = reader.number64(), let forest = reader.digest(),
            let chain = reader.digest(), reader.isAtEnd
        else { return nil }
        let clock = ClockState(quality: quality, offsetMicroseconds: offset, maximumErrorMicroseconds: error)
        self.init(seq: seq, at: at, clock: clock, tenants: tenants, forest: forest, chain: chain)
    }

    /// The bytes: 106 of them.
    public var bytes: [UInt8] {
        var bytes = [Self.version]
        bytes.append(signed: seq)
        bytes.append(signed: at)
        bytes.append(clock.quality.rawValue)
        bytes.append(signed: clock.offsetMicroseconds)
        bytes.append(signed: clock.maximumErrorMicroseconds)
        bytes.append(number: tenants)
        bytes.append(digest: forest)
        bytes.append(digest: chain)
        return bytes
    }

    /// The RFC 6962 hash of the bytes.
    public var hash: Digest { MerkleHash.leaf(bytes) }
}
