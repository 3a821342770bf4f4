/// Says that somebody took a copy of a tenant's evidence.
///
/// Kind `evidence.exported`; subject: the tenant.
public struct EvidenceExported: Codable, Hashable, Sendable {
    /// Who asked, as authenticated.
    public var principal: String
    /// The network address that it came from.
    public var address: String?
    /// Whose evidence.
    public var tenant: String
    /// What was asked for.
    public var filter: ExportFilter
    /// The size of the tenant's log that the export proves.
    public var size: UInt64
    /// The root of that log, 64 hexadecimal digits.
    public var root: String

    /// Takes all fields.
    public init(
        principal: String,
        address: String?,
        tenant: String,
        filter: ExportFilter,
        size: UInt64,
        root: String
    ) {
        self.principal = principal
        self.address = address
        self.tenant = tenant
        self.filter = filter
        self.size = size
        self.root = root
    }
}

/// Which messages of a tenant are exported; nothing set: all.
public struct ExportFilter: Codable, Hashable, Sendable {
    /// Records from this time on.
    public var from: Timestamp?
    /// Records before this time.
    public var to: Timestamp?
    /// The resource, by its key.
    public var resource: String?
    /// The finding, by its id.
    public var finding: String?

    /// Takes all fields.
    public init(from: Timestamp? = nil, to: Timestamp? = nil, resource: String? = nil, finding: String? = nil) {
        self.from = from
        self.to = to
        self.resource = resource
        self.finding = finding
    }
}

/// Says that an export of another log was verified and taken back.
///
/// Kind `evidence.imported`; subject: the tenant.
public struct EvidenceImported: Codable, Hashable, Sendable {
    /// Whose evidence.
    public var tenant: String
    /// The origin of the log that it came from, as its checkpoint says.
    public var origin: String
    /// The size of that log.
    public var size: UInt64
    /// The root of that log, 64 hexadecimal digits.
    public var root: String
    /// How many messages the export holds.
    public var messages: Int64

    /// Takes all fields.
    public init(tenant: String, origin: String, size: UInt64, root: String, messages: Int64) {
        self.tenant = tenant
        self.origin = origin
        self.size = size
        self.root = root
        self.messages = messages
    }
}
