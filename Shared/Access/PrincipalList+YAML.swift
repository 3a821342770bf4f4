public import Diagnostics
import Messages
public import YAML
import ZeroMQ

extension PrincipalList {
    /// Reads `principals.yaml`; nil when it has any mistake, and then all of them are in `sink`.
    ///
    /// The same name may stand several times with a key each, while a key is being changed; all else must then agree.
    public static func read(_ root: YAMLNode, into sink: DiagnosticSink) -> PrincipalList? {
        let reader = root.reader(into: sink)
        let entries = reader.sequence("principals") ?? []
        reader.finish()
        var list = PrincipalList()
        for entry in entries { read(entry, into: sink, adding: &list) }
        return sink.hasErrors ? nil : list
    }

    /// Reads the file at `path`; nil when it has any mistake.
    public static func load(path: String, into sink: DiagnosticSink) -> PrincipalList? {
        guard let root = YAMLNode.loadDocument(path: path, into: sink) else { return nil }
        return read(root, into: sink)
    }

    private static func read(_ entry: YAMLNode, into sink: DiagnosticSink, adding list: inout PrincipalList) {
        let reader = entry.reader(into: sink)
        let name = reader.value("name", expecting: "a name of 1 to 63 of a-z, 0-9 and -", Self.name)
        let role = reader.choice("role", of: Role.self)
        let tenants = tenants(of: reader, role: role)
        let key = reader.value("key", expecting: "a public CURVE key, 40 characters of Z85 in quotes") { node in
            node.string.flatMap { CurveKey(z85: $0) }
        }
        let expires = reader.optionalValue("expires", expecting: "a time in UTC such as 2027-01-31T00:00:00Z") { node in
            node.scalar.flatMap { Timestamp($0.text) }
        }
        let publish = rights("publish", of: reader, role, Role.publishes)
        let query = rights("query", of: reader, role, Role.asks)
        let limits = FlowLimits(of: reader)
        reader.finish()
        guard let name, let role, let key else { return }
        let principal = Principal(
            name: name,
            role: role,
            tenants: tenants,
            publish: publish,
            query: query,
            limits: limits
        )
        if list.byKey[key.z85] != nil {
            sink.append(entry.diagnostic(.error, "the key of \(name) stands twice", hint: "make it a key of its own"))
        } else if let other = list.byName[name], !other.hasSameRights(as: principal) || other.limits != limits {
            let message = "\(name) stands twice, with another role, other tenants, rights or limits"
            sink.append(
                entry.diagnostic(.error, message, hint: "entries of one name may differ in key and expires only")
            )
        } else {
            list.add(principal, key: key.z85, expires: expires)
        }
    }

    private static func tenants(of reader: YAMLReader, role: Role?) -> Set<String>? {
        let nodes = reader.optionalSequence("tenants")
        guard let role, !role.hasAllTenants else { return nil }
        if nodes.isEmpty {
            let message = "a principal of role \(role.rawValue) needs tenants"
            reader.sink.append(reader.node.diagnostic(.error, message, hint: "tenants: [acme]"))
        }
        let names = nodes.compactMap(\.string)
        if names == ["*"] { return nil }
        for node in nodes where !(node.string.map(TenantProfile.isValid(id:)) ?? false) {
            reader.sink.append(node.diagnostic(.error, "expected a tenant's id, found \(node.summary)"))
        }
        return Set(names)
    }

    /// What an entry leaves of its role's rights; a word that the role has not is a mistake, since nobody gets it by this.
    private static func rights<Right>(
        _ key: String,
        of reader: YAMLReader,
        _ role: Role?,
        _ isOf: (Role) -> (Right) -> Bool
    ) -> Set<Right>? where Right: RawRepresentable<String> & CaseIterable & Hashable {
        guard let nodes = reader.optionalValue(key, expecting: "a list", \.elements) else { return nil }
        var found: Set<Right> = []
        let words = Right.allCases.filter { right in role.map { isOf($0)(right) } ?? true }.map(\.rawValue)
        for node in nodes {
            if let right = node.scalar.flatMap({ Right(rawValue: $0.text) }), words.contains(right.rawValue) {
                found.insert(right)
                continue
            }
            let near = node.scalar.flatMap { Suggestion.nearest(to: $0.text, among: words) }
            let all = words.isEmpty ? "this role has none" : "this role has \(words.joined(separator: ", "))"
            let hint = near.map { "did you mean \"\($0)\"?" } ?? all
            let what = "expected what the role may \(key)"
            reader.sink.append(node.diagnostic(.error, "\(what), found \(node.summary)", hint: hint))
        }
        return found
    }

    private static func name(_ node: YAMLNode) -> String? {
        node.string.flatMap { TenantProfile.isValid(id: $0) ? $0 : nil }
    }
}
