/// Somebody whose key is in the list: a role and its tenants.
final class Principal: Sendable {
    /// As in every record; from `principals.yaml`.
    let name: String
    let role: Role
    /// Nil for all tenants.
    let tenants: Set<String>?

    init(name: String, role: Role, tenants: Set<String>?) {
        self.name = name
        self.role = role
        self.tenants = role.hasAllTenants ? nil : tenants
    }

    /// Whether the principal may speak for, or read of, this tenant.
    func mayUse(tenant: String) -> Bool { tenants?.contains(tenant) ?? true }
}

/// Everybody who may connect, by key and by name.
struct PrincipalList: Sendable {
    private(set) var byKey: [String: Principal] = [:]
    private(set) var byName: [String: Principal] = [:]

    /// Adds one entry; several keys may belong to one name, so that keys can be changed.
    mutating func add(_ principal: Principal, key: String) {
        byKey[key] = principal
        byName[principal.name] = principal
    }
}
