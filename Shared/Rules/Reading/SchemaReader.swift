import Diagnostics
import Expressions
import YAML

/// Reads a pack's `schemas`: what the settings of a resource type look like, for lint alone.
///
/// The words are those of JSON Schema (2020-12), as few as settings need. Unlike there, an object with `properties` has no other
/// fields unless `additionalProperties` says so, because fields that nobody declared are what is to be found.
struct SchemaReader {
    let sink: DiagnosticSink

    /// The types by the name of the resource type.
    func read(_ node: YAMLNode?) -> [String: StaticType] {
        guard let node else { return [:] }
        guard let members = node.members else {
            let expected = "expected resource types with their schemas, found \(node.summary)"
            sink.append(node.diagnostic(.error, expected))
            return [:]
        }
        var schemas: [String: StaticType] = [:]
        for member in members {
            let type = type(of: member.value, named: "config")
            if case .record = type {
                schemas[member.name] = type
            } else {
                let hint = "write type: object, and its properties"
                sink.append(member.value.diagnostic(.error, "the schema of a resource is an object", hint: hint))
            }
        }
        return schemas
    }

    /// The type that a schema means; `name` is what messages call an object of it.
    private func type(of node: YAMLNode, named name: String) -> StaticType {
        if node.bool == true { return .dyn }
        guard node.members != nil else {
            sink.append(node.diagnostic(.error, "expected a schema such as { type: string }, found \(node.summary)"))
            return .dyn
        }
        let reader = node.reader(into: sink)
        let kinds = kinds(reader)
        let choices = choices(reader)
        _ = reader.optionalString("description")
        let isObject = kinds?.contains(.object) ?? (node["properties"] != nil)
        let isList = kinds?.contains(.array) ?? (node["items"] != nil)
        let record = isObject ? record(reader, named: name) : nil
        let element = isList ? reader.optionalNode("items").map { type(of: $0, named: name + "[]") } : nil
        reader.finish()
        guard let kinds else { return record ?? element.map { .list($0) } ?? choices.map { .choice($0) } ?? .dyn }
        let types = kinds.subtracting([.null]).map { kind -> StaticType in
            switch kind {
            case .object: record ?? .dyn
            case .array: .list(element ?? .dyn)
            case .string: choices.map { .choice($0) } ?? .string
            case .integer: .int
            case .number: .number
            case .boolean: .bool
            case .null: .null
            }
        }
        guard types.count == 1, let type = types.first else { return types.isEmpty ? .null : .dyn }
        return kinds.contains(.null) ? Self.nullable(type) : type
    }

    private static func nullable(_ type: StaticType) -> StaticType {
        switch type {
        case .record: type
        case .list, .dyn: .dyn
        default: .wrapper(type)
        }
    }

    // MARK: Words

    private enum Kind: String, CaseIterable {
        case object, array, string, integer, number, boolean, null
    }

    private func kinds(_ reader: YAMLReader) -> Set<Kind>? {
        guard let node = reader.optionalNode("type") else { return nil }
        let words = node.elements ?? [node]
        return Set(
            words.compactMap { word in
                // A plain `null` is no text to YAML.
                if let kind = Kind(rawValue: word.isNull ? "null" : word.string ?? "") { return kind }
                let known = Kind.allCases.map(\.rawValue)
                let near = Suggestion.nearest(to: word.string ?? "", among: known).map { "did you mean \"\($0)\"?" }
                let message = "expected a type (\(known.joined(separator: ", "))), found \(word.summary)"
                sink.append(word.diagnostic(.error, message, hint: near))
                return nil
            }
        )
    }

    private func choices(_ reader: YAMLReader) -> [String]? {
        guard let node = reader.optionalNode("enum") else { return nil }
        let texts = node.elements?.compactMap(\.string)
        guard let texts, !texts.isEmpty, texts.count == node.elements?.count else {
            sink.append(node.diagnostic(.error, "expected a list of texts"))
            return nil
        }
        return texts
    }

    private func record(_ reader: YAMLReader, named name: String) -> StaticType {
        let properties = reader.optionalNode("properties")
        let required = reader.optionalSequence("required")
        let others = others(reader, name, isOpen: properties == nil)
        if let properties, properties.members == nil {
            sink.append(
                properties.diagnostic(.error, "expected fields with their schemas, found \(properties.summary)")
            )
        }
        let names = (properties?.members ?? []).map(\.name)
        for node in required where !names.contains(node.string ?? "") {
            let near = Suggestion.nearest(to: node.string ?? "", among: names).map { "did you mean \"\($0)\"?" }
            sink.append(node.diagnostic(.error, "what is required must be among the properties", hint: near))
        }
        let fields = (properties?.members ?? []).map { member in
            RecordType.Field(
                member.name,
                type(of: member.value, named: "\(name).\(member.name)"),
                isRequired: required.contains { $0.string == member.name },
                description: member.value["description"]?.string ?? ""
            )
        }
        return .record(RecordType(name: name, fields: fields, others: others))
    }

    private func others(_ reader: YAMLReader, _ name: String, isOpen: Bool) -> StaticType? {
        guard let node = reader.optionalNode("additionalProperties") else { return isOpen ? .dyn : nil }
        if let bool = node.bool { return bool ? .dyn : nil }
        return type(of: node, named: name + "[]")
    }
}
