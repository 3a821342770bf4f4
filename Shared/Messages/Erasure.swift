/// Orders that keys of a tenant are destroyed, and so everything that they seal.
///
/// Kind `erasure.ordered`; subject: the tenant.
public struct ErasureOrdered: Codable, Hashable, Sendable {
    /// Whose evidence is erased.
    public var tenant: String
    /// Everything, the keys of the indexes and derived tables included: the end of a contract.
    ///
    /// Excludes the other three.
    public var everything: Bool?
    /// Only these classes; absent: all.
    public var classes: [EvidenceClass]?
    /// The first month; absent: from the beginning.
    public var from: Month?
    /// The last month, which is erased too; absent: up to now.
    public var to: Month?
    /// Why, for the record, which outlives what is erased: it must tell nothing of it.
    public var reason: String

    /// Takes all fields.
    public init(
        tenant: String,
        everything: Bool? = nil,
        classes: [EvidenceClass]? = nil,
        from: Month? = nil,
        to: Month? = nil,
        reason: String
    ) {
        self.tenant = tenant
        self.everything = everything
        self.classes = classes
        self.from = from
        self.to = to
        self.reason = reason
    }
}

/// Says that keys of a tenant were destroyed.
///
/// Kind `evidence.erased`; subject: the tenant.
public struct EvidenceErased: Codable, Hashable, Sendable {
    /// Whose evidence it was.
    public var tenant: String
    /// The `erasure.ordered` that it follows; absent where retention did it.
    public var order: MessageID?
    /// Whether nothing is left of the tenant but leaves and proofs.
    public var everything: Bool
    /// How many keys were destroyed.
    public var keys: Int
    /// How many records cannot be read any more.
    public var records: Int64
    /// How many records a hold kept.
    public var held: Int64

    /// Takes all fields.
    public init(tenant: String, order: MessageID?, everything: Bool, keys: Int, records: Int64, held: Int64) {
        self.tenant = tenant
        self.order = order
        self.everything = everything
        self.keys = keys
        self.records = records
        self.held = held
    }
}

/// Says what the retention policy did; what was erased of each tenant stands in `evidence.erased`.
///
/// Kind `retention.applied`; subject: `retention`.
public struct RetentionApplied: Codable, Hashable, Sendable {
    /// Months that each class is kept; a class that is absent is kept for ever.
    public var months: [String: Int]
    /// How many tenants lost keys.
    public var tenants: Int
    /// How many keys were destroyed.
    public var keys: Int
    /// How many records cannot be read any more.
    public var records: Int64
    /// How many records a hold kept.
    public var held: Int64

    /// Takes all fields.
    public init(months: [String: Int], tenants: Int, keys: Int, records: Int64, held: Int64) {
        self.months = months
        self.tenants = tenants
        self.keys = keys
        self.records = records
        self.held = held
    }
}
