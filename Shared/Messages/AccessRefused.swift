/// Says which keys were turned away within a minute.
///
/// Kind `access.refused`; subject: `access`.
public struct AccessRefused: Codable, Hashable, Sendable {
    /// When the minute began.
    public var minute: Timestamp
    /// How often somebody was turned away.
    public var count: Int64
    /// The first few keys and addresses.
    public var attempts: [RefusedAccess]

    /// Takes all fields.
    public init(minute: Timestamp, count: Int64, attempts: [RefusedAccess]) {
        self.minute = minute
        self.count = count
        self.attempts = attempts
    }
}

/// One key that was turned away from one address, or how connections without a key that counts here failed.
public struct RefusedAccess: Codable, Hashable, Sendable {
    /// The public key in Z85; absent where none was shown.
    public var key: String?
    /// The network address; empty where the handshake failed before the key was asked about.
    public var address: String
    /// Which sockets: `external` or `internal`.
    public var domain: String
    /// Why.
    public var reason: String
    /// How often.
    public var count: Int64

    /// Takes all fields.
    public init(key: String?, address: String, domain: String, reason: String, count: Int64) {
        self.key = key
        self.address = address
        self.domain = domain
        self.reason = reason
        self.count = count
    }
}
