import JSON

/// A type as the case file spells it, written as this engine writes its own.
struct TypeText: CustomStringConvertible {
    let description: String

    init(_ node: JSONNode) { description = Self.text(node) }

    private static func text(_ node: JSONNode?) -> String {
        guard let node, let (kind, content) = node.members.first(where: { _ in true }) else { return "dyn" }
        switch kind.string {
        case "primitive", "well_known": return names[content.string ?? ""] ?? "\(content)"
        case "wrapper": return "wrapper(\(names[content.string ?? ""] ?? ""))"
        case "list_type": return "list(\(text(content["elem_type"])))"
        case "map_type": return "map(\(text(content["key_type"])), \(text(content["value_type"])))"
        case "abstract_type":
            let parameters = content["parameter_types"]?.elements.map { text($0) } ?? []
            return "\(content["name"]?.string ?? "")(\(parameters.joined(separator: ", ")))"
        case "message_type", "type_param": return content.string ?? ""
        case "null": return "null_type"
        case "dyn": return "dyn"
        default: return "\(node)"
        }
    }

    private static let names = [
        "BOOL": "bool", "INT64": "int", "UINT64": "uint", "DOUBLE": "double", "STRING": "string", "BYTES": "bytes",
        "TIMESTAMP": "google.protobuf.Timestamp", "DURATION": "google.protobuf.Duration", "ANY": "any",
    ]
}
