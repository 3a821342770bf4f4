import Access
import Messages

extension PrincipalList {
    /// The digest of each principal's role, tenants, keys and what narrows its rights, by its name; for the record.
    var digests: [String: String] {
        var keys: [String: [String]] = [:]
        for entry in byKey.values {
            let expires = entry.expires.map { " until \($0.text)" } ?? ""
            keys[entry.principal.name, default: []].append(entry.key + expires)
        }
        return byName.mapValues { principal in
            let tenants = principal.tenants.map { $0.sorted() } ?? ["*"]
            let publish = principal.publish.map { kinds in ["publish"] + kinds.map(\.rawValue).sorted() } ?? []
            let query = principal.query.map { verbs in ["query"] + verbs.map(\.rawValue).sorted() } ?? []
            let limits = FlowLimits.fields.compactMap { field in
                principal.limits?[keyPath: field.path].map { "\(field.name) \($0)" }
            }
            let words =
                [principal.role.rawValue] + tenants + (keys[principal.name] ?? []).sorted() + publish + query + limits
            return ConfigurationRecord.digest(of: words.joined(separator: "\n"))
        }
    }
}
