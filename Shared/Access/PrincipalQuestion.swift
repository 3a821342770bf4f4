public import Messages

/// Asks whether somebody may do something, by the rules that the store goes by.
public struct PrincipalQuestion: Hashable, Sendable {
    /// What somebody may want to do.
    public enum Act: Hashable, Sendable {
        /// Say that something happened.
        case publish(Kind)
        /// Ask the store.
        case query(QueryRequest.Operation)
        /// Listen to a feed.
        case subscribe(AccessDomain)
    }

    /// Who.
    public let name: String
    /// What.
    public let act: Act
    /// Of which tenant, where it is about one.
    public let tenant: String?

    /// Takes all fields.
    public init(name: String, act: Act, tenant: String?) {
        self.name = name
        self.act = act
        self.tenant = tenant
    }

    /// Why not; nil where nothing is in the way.
    public func objection(in list: PrincipalList, at now: Timestamp) -> String? {
        guard let principal = list.byName[name] else { return "nobody is called \(name)" }
        let keys = list.byKey.values.filter { $0.principal.name == name }
        guard keys.contains(where: { $0.isValid(at: now) }) else {
            let last = keys.compactMap(\.expires).max()
            return "no key of \(name) counts any more, since \(last?.text ?? "never")"
        }
        let role = "a principal of role \(principal.role.rawValue)"
        switch act {
        case .publish(let kind) where !principal.publishes(kind):
            return principal.role.publishes(kind)
                ? "the entry of \(name) does not list it under publish" : "\(role) may not publish \(kind.rawValue)"
        case .query(let operation) where !principal.asks(operation):
            return principal.role.asks(operation)
                ? "the entry of \(name) does not list it under query" : "\(role) may not ask \(operation.rawValue)"
        case .subscribe(let domain) where principal.role.domain != domain:
            return "\(role) may not connect to the \(domain.rawValue) sockets"
        default: break
        }
        guard let tenant, !principal.mayUse(tenant: tenant) else { return nil }
        return
            "\(tenant) is not among the tenants of \(name): \(principal.tenants?.sorted().joined(separator: ", ") ?? "")"
    }
}
