import Diagnostics
import Messages
import YAML
import ZeroMQ

extension PrincipalList {
    /// Reads `principals.yaml`; nil when it has any mistake, and then all of them are in `sink`.
    ///
    /// The same name may stand twice with two keys, while a key is being changed; role and tenants must then agree.
    static func read(_ root: YAMLNode, into sink: DiagnosticSink) -> PrincipalList? {
        let reader = root.reader(into: sink)
        let entries = reader.sequence("principals") ?? []
        reader.finish()
        var list = PrincipalList()
        for entry in entries { read(entry, into: sink, adding: &list) }
        return sink.hasErrors ? nil : list
    }

    /// Reads the file at `path`; nil when it has any mistake.
    static func load(path: String, into sink: DiagnosticSink) -> PrincipalList? {
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
        reader.finish()
        guard let name, let role, let key else { return }
        let principal = Principal(name: name, role: role, tenants: tenants)
        if list.byKey[key.z85] != nil {
            sink.append(entry.diagnostic(.error, "the key of \(name) stands twice", hint: "make it a key of its own"))
        } else if let other = list.byName[name], other.role != role || other.tenants != principal.tenants {
            sink.append(entry.diagnostic(.error, "\(name) stands twice, with another role or other tenants"))
        } else {
            list.add(principal, key: key.z85)
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

    private static func name(_ node: YAMLNode) -> String? {
        node.string.flatMap { TenantProfile.isValid(id: $0) ? $0 : nil }
    }
}
