public import Crypto

/// Holds what a leaf commits to beside the message itself; see FORMAT.md, section 2.
public struct LeafHeader: Hashable, Sendable {
    /// The version of leaves that have a ``peer``.
    public static let version: UInt8 = 2
    /// The version of leaves without: written before peers were recorded, and readable for ever.
    public static let firstVersion: UInt8 = 1
    /// The peer of what the store said itself: 32 zero bytes.
    public static var noPeer: Digest { BatchChain.origin }

    /// The tenant whose log this is; empty for messages of no tenant.
    public var tenant: String
    /// The place in the tenant's log, from 0.
    public var index: UInt64
    /// When the message was recorded, in microseconds since 1970.
    public var recordedAt: Int64
    /// How far the clock could be trusted then.
    public var clock: ClockQuality
    /// Who published the message.
    public var principal: String
    /// The message's kind, such as `config.changed`.
    public var kind: String
    /// The first eight bytes of the message's id, big-endian.
    public var idHigh: UInt64
    /// The last eight bytes of the message's id, big-endian.
    public var idLow: UInt64
    /// The hash of who sent it: `SHA-256(salt ‖ peer record)`, or ``noPeer``; nil makes a leaf of version 1.
    public var peer: Digest?

    /// Takes all fields.
    public init(
        tenant: String,
        index: UInt64,
        recordedAt: Int64,
        clock: ClockQuality,
        principal: String,
        kind: String,
        idHigh: UInt64,
        idLow: UInt64,
        peer: Digest? = nil
    ) {
        self.tenant = tenant
        self.index = index
        self.recordedAt = recordedAt
        self.clock = clock
        self.principal = principal
        self.kind = kind
        self.idHigh = idHigh
        self.idLow = idLow
        self.peer = peer
    }
}
