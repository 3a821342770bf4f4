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

    /// The tenant, where there is exactly one.
    var onlyTenant: String? { tenants?.count == 1 ? tenants?.first : nil }

    /// Whether the principal may speak for, or read of, this tenant.
    func mayUse(tenant: String) -> Bool { tenants?.contains(tenant) ?? true }
}

/// Everybody who may connect, by key and by name.
struct PrincipalList: Sendable {
    private(set) var byKey: [String: Principal] = [:]
    private(set) var byName: [String: Principal] = [:]

    /// The digest of each principal's role, tenants and keys, by its name.
    var digests: [String: String] {
        var keys: [String: [String]] = [:]
        for (key, principal) in byKey { keys[principal.name, default: []].append(key) }
        return byName.mapValues { principal in
            let tenants = principal.tenants.map { $0.sorted() } ?? ["*"]
            let words = [principal.role.rawValue] + tenants + (keys[principal.name] ?? []).sorted()
            return ConfigurationRecord.digest(of: words.joined(separator: "\n"))
        }
    }

    /// Adds one entry; several keys may belong to one name, so that keys can be changed.
    mutating func add(_ principal: Principal, key: String) {
        byKey[key] = principal
        byName[principal.name] = principal
    }
}
