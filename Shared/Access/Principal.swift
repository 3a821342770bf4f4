public import Messages

/// Somebody whose key is in the list: a role, its tenants, and what the entry takes away from the role.
public final class Principal: Sendable {
    /// As in every record; from `principals.yaml`.
    public let name: String
    /// What it is.
    public let role: Role
    /// Nil for all tenants.
    public let tenants: Set<String>?
    /// Only these kinds of those that the role may publish; nil for all of them.
    public let publish: Set<Kind>?
    /// Only these of the questions that the role may ask; nil for all of them.
    public let query: Set<QueryRequest.Operation>?
    /// How much it may send and ask; the store's defaults where nothing is said.
    public let limits: FlowLimits?

    /// Takes all fields; `tenants` is of no consequence where the role has all.
    public init(
        name: String,
        role: Role,
        tenants: Set<String>?,
        publish: Set<Kind>? = nil,
        query: Set<QueryRequest.Operation>? = nil,
        limits: FlowLimits? = nil
    ) {
        self.name = name
        self.role = role
        self.tenants = role.hasAllTenants ? nil : tenants
        self.publish = publish
        self.query = query
        self.limits = limits
    }

    /// The tenant, where there is exactly one.
    public var onlyTenant: String? { tenants?.count == 1 ? tenants?.first : nil }

    /// Whether the principal may speak for, or read of, this tenant.
    public func mayUse(tenant: String) -> Bool { tenants?.contains(tenant) ?? true }

    /// Whether it may say that `kind` happened: the role may, and its entry does not take it away.
    public func publishes(_ kind: Kind) -> Bool { role.publishes(kind) && publish?.contains(kind) ?? true }

    /// Whether it may ask for `operation`; who it is (`hello`) it may always ask.
    public func asks(_ operation: QueryRequest.Operation) -> Bool {
        role.asks(operation) && (operation == .hello || query?.contains(operation) ?? true)
    }

    /// Whether another entry gives exactly the same rights.
    public func hasSameRights(as other: Principal) -> Bool {
        name == other.name && role == other.role && tenants == other.tenants && publish == other.publish
            && query == other.query
    }
}
