public import JSON

extension StaticType {
    /// Reads a schema; `name` is what messages call the values.
    ///
    /// It is a tree of `type`, `properties`, `required`, `items`, `additionalProperties` and `enum`, with the meaning that
    /// they have in JSON Schema.
    /// What no value of JSON tells apart (formats, ranges, patterns) is passed over; what would make the type another one
    /// (`$ref`, `oneOf` …) is refused. Source: JSON Schema, draft 2020-12, "A Vocabulary for Structural Validation".
    /// `closesObjects` is for schemas that are there to find wrong names: an object whose `properties` are listed then has no
    /// others unless `additionalProperties` says so.
    /// - Throws: ``SchemaErrors`` with every mistake.
    public init(schema: JSONNode, named name: String, closesObjects: Bool = false) throws(SchemaErrors) {
        var reader = SchemaReader(root: schema, closesObjects: closesObjects)
        let type = reader.type(schema, name)
        guard reader.issues.isEmpty else { throw SchemaErrors(issues: reader.issues) }
        self = type
    }
}

/// Turns a schema into a type, and goes on after a mistake.
struct SchemaReader {
    private let root: JSONNode
    private let closesObjects: Bool
    private(set) var issues: [SchemaErrors.Issue] = []

    init(root: JSONNode, closesObjects: Bool) {
        self.root = root
        self.closesObjects = closesObjects
    }

    mutating func type(_ node: JSONNode, _ name: String) -> StaticType {
        if node.bool != nil { return .dyn }
        guard node.kind == .object else {
            report(node, "expected a schema, which is an object such as {\"type\": \"string\"}")
            return .dyn
        }
        checkKeywords(node)
        guard let names = typeNames(node) else { return .dyn }
        let isNullable = names.contains("null") && names.count > 1
        let others = names.filter { $0 != "null" || !isNullable }
        let types = others.map { type(named: $0, node, name) }
        guard let first = types.first else { return untyped(node, name) }
        if Set(others) == ["integer", "number"] { return .number }
        guard types.count == 1 else { return .dyn }
        return isNullable && first.isScalar ? .wrapper(first) : first
    }

    private mutating func type(named type: String, _ node: JSONNode, _ name: String) -> StaticType {
        switch type {
        case "string": return choice(node) ?? .string
        case "integer": return .int
        case "number": return .number
        case "boolean": return .bool
        case "null": return .null
        case "array": return .list(below("items", of: node, "\(name)[]") ?? .dyn)
        case "object": return object(node, name)
        default:
            let near = Spelling.nearest(to: type, among: Self.types).map { "; did you mean '\($0)'?" }
            report(
                node["type"] ?? node,
                "unknown type '\(type)'\(near ?? "; known are: \(Self.types.joined(separator: ", "))")"
            )
            return .dyn
        }
    }

    /// A schema that names no type says it by its other words.
    private mutating func untyped(_ node: JSONNode, _ name: String) -> StaticType {
        if node["properties"] != nil || node["additionalProperties"] != nil { return object(node, name) }
        if node["items"] != nil { return type(named: "array", node, name) }
        return choice(node) ?? .dyn
    }

    private mutating func object(_ node: JSONNode, _ name: String) -> StaticType {
        let others = below("additionalProperties", of: node, "\(name)[]")
        let isClosed = node["additionalProperties"].map { $0.bool == false } ?? closesObjects
        guard let properties = node["properties"] else {
            let isEmpty = node["additionalProperties"]?.bool == false
            return isEmpty ? .record(RecordType(name: name, fields: [])) : .map(.string, others ?? .dyn)
        }
        guard properties.kind == .object else {
            report(properties, "expected an object of schemas by the names of fields")
            return .dyn
        }
        let required = requiredNames(node, among: Set(properties.members.map(\.key.string)))
        let fields = properties.members.map { key, schema in
            RecordType.Field(
                key.string,
                type(schema, "\(name).\(key.string)"),
                isRequired: required.contains(key.string),
                description: schema["description"]?.string ?? ""
            )
        }
        return .record(RecordType(name: name, fields: fields, others: isClosed ? nil : others ?? .dyn))
    }

    private mutating func requiredNames(_ node: JSONNode, among known: Set<String>) -> Set<String> {
        guard let required = node["required"] else { return [] }
        guard required.kind == .array else {
            report(required, "'required' is a list of names of fields")
            return []
        }
        var names: Set<String> = []
        for element in required.elements {
            guard let name = element.string, known.contains(name) else {
                let near = element.string.flatMap { Spelling.nearest(to: $0, among: known) }
                let advice = near.map { "; did you mean '\($0)'?" } ?? ""
                report(element, "\(element) is required and none of the properties\(advice)")
                continue
            }
            names.insert(name)
        }
        return names
    }

    /// The texts that `enum` or `const` allows; nil when there are none or others than texts.
    private mutating func choice(_ node: JSONNode) -> StaticType? {
        if let text = node["const"]?.string { return .choice([text]) }
        guard let values = node["enum"] else { return nil }
        guard values.kind == .array, values.count > 0 else {
            report(values, "'enum' is a list of the values that are possible")
            return nil
        }
        let texts = values.elements.compactMap(\.string)
        if texts.count == values.count { return .choice(texts) }
        if node["type"]?.string == "string" { report(values, "'enum' holds something else than strings") }
        return nil
    }

    private mutating func typeNames(_ node: JSONNode) -> [String]? {
        guard let type = node["type"] else { return [] }
        if let name = type.string { return [name] }
        // A plain `null` in YAML is no text.
        let names = type.elements.compactMap { $0.isNull ? "null" : $0.string }
        guard type.kind == .array, names.count == type.count, !names.isEmpty else {
            report(type, "'type' is a name, such as \"string\", or a list of names")
            return nil
        }
        return names
    }

    /// The schema under a keyword.
    private mutating func below(_ keyword: String, of node: JSONNode, _ name: String) -> StaticType? {
        node[keyword].map { type($0, name) }
    }

    private mutating func checkKeywords(_ node: JSONNode) {
        for (key, value) in node.members where !Self.keywords.contains(key.string) {
            let word = key.string
            if let advice = Self.refused[word] {
                report(value, "'\(word)' is not read here; \(advice)")
            } else if !word.hasPrefix("x-"), let near = Spelling.nearest(to: word, among: Self.keywords) {
                report(value, "unknown keyword '\(word)'; did you mean '\(near)'?")
            }
        }
    }

    private mutating func report(_ node: JSONNode, _ message: String) {
        issues.append(SchemaErrors.Issue(path: node.path(from: root) ?? JSONPath(), message: message))
    }

    private static let types = ["string", "integer", "number", "boolean", "null", "object", "array"]

    private static let refused = [
        "$ref": "write the schema in its place, or {} for anything",
        "oneOf": "write {} for anything", "anyOf": "write {} for anything", "allOf": "write one schema",
        "patternProperties": "write 'additionalProperties' for fields whose names are not known",
        "prefixItems": "write one schema for all 'items'",
    ]

    /// What gives a type, and what only tells more about it.
    private static let keywords: Set = [
        "type", "properties", "required", "items", "additionalProperties", "enum", "const", "title", "description",
        "default", "example", "examples", "format", "pattern", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems",
        "minProperties", "maxProperties", "deprecated", "readOnly", "writeOnly", "$schema", "$id", "$comment",
    ]
}

extension StaticType {
    fileprivate var isScalar: Bool {
        switch self {
        case .bool, .int, .number, .string, .choice: true
        default: false
        }
    }
}
