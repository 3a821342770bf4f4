/// Says what a key is for.
///
/// The numbers stand in keystores and in journals: none is ever used again for something else.
public enum KeyPurpose: UInt8, Hashable, Sendable, CaseIterable {
    /// Messages of the class settings.
    case settings = 1
    /// Messages of the class verdicts.
    case verdicts = 2
    /// Messages of the class notices.
    case notices = 3
    /// Messages of the class operations.
    case operations = 4
    /// Keyed hashes and derived rows of a tenant.
    case index = 16
    /// What a legal hold keeps.
    case hold = 17
}

/// Says whose key it is, what for, and for which month.
public struct KeyUse: Hashable, Sendable {
    /// The tenant's name; empty for the operators' log.
    public let tenant: String
    /// What the key is for.
    public let purpose: KeyPurpose
    /// The month as 202611; 0 for purposes without one.
    public let month: Int32

    /// Makes a use of its parts.
    public init(tenant: String, purpose: KeyPurpose, month: Int32 = 0) {
        self.tenant = tenant
        self.purpose = purpose
        self.month = month
    }
}

/// Tells what a keystore has, without the key.
public struct KeyRecord: Hashable, Sendable {
    /// The key's name.
    public let id: KeyID
    /// What it is for.
    public let use: KeyUse
    /// When it was made, in microseconds since 1970.
    public let madeAt: Int64
}
