import Expressions
import JSON

/// What a case declares: variables with their types, and functions of its own.
enum DeclaredType {
    /// The variable; nil when the declaration is of a function.
    static func variable(_ node: JSONNode) -> Variable? {
        node["ident"].map { Variable(node["name"]?.string ?? "", type($0["type"])) }
    }

    /// The ways to call a function; none when the declaration is of a variable.
    static func functions(_ node: JSONNode) -> [FunctionDeclaration] {
        (node["function"]?["overloads"]?.elements.map(\.self) ?? []).map { overload in
            let parameters = overload["params"]?.elements.map { type($0) } ?? []
            let signature = Signature(parameters, result: type(overload["result_type"]))
            let isMember = overload["is_instance_function"]?.bool ?? false
            return FunctionDeclaration(node["name"]?.string ?? "", signature, isMember: isMember)
        }
    }

    private static func type(_ node: JSONNode?) -> StaticType {
        guard let node, let (kind, content) = node.members.first(where: { _ in true }) else { return .dyn }
        let name = content.string ?? ""
        switch kind.string {
        case "primitive": return scalars[name] ?? .dyn
        case "wrapper": return .wrapper(scalars[name] ?? .dyn)
        case "list_type": return .list(type(content["elem_type"]))
        case "map_type": return .map(type(content["key_type"]), type(content["value_type"]))
        case "abstract_type":
            return .abstract(content["name"]?.string ?? "", content["parameter_types"]?.elements.map { type($0) } ?? [])
        case "type_param": return .parameter(name)
        case "null": return .null
        case "message_type", "well_known": return StaticType(message: name) ?? .dyn
        default: return .dyn
        }
    }

    private static let scalars: [String: StaticType] = [
        "BOOL": .bool, "INT64": .int, "UINT64": .uint, "DOUBLE": .double, "STRING": .string, "BYTES": .bytes,
    ]
}
