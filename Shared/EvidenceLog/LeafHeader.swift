/// Holds what a leaf commits to beside the message itself; see FORMAT.md, section 2.
public struct LeafHeader: Hashable, Sendable {
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

    /// Takes all fields.
    public init(
        tenant: String,
        index: UInt64,
        recordedAt: Int64,
        clock: ClockQuality,
        principal: String,
        kind: String,
        idHigh: UInt64,
        idLow: UInt64
    ) {
        self.tenant = tenant
        self.index = index
        self.recordedAt = recordedAt
        self.clock = clock
        self.principal = principal
        self.kind = kind
        self.idHigh = idHigh
        self.idLow = idLow
    }
}
