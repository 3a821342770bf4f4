import Diagnostics
import YAML

/// Reads a file of mappings: its shape and its words, each mistake at its place.
struct MappingReader {
    let sink: DiagnosticSink

    /// Variables that every expression has.
    static let variables = ["values", "resource"]

    /// What a file holds.
    struct File: Sendable {
        let source: String
        let mappings: [ResourceMapping]
    }

    /// Returns what could be read; nil where nothing could.
    func read(_ bytes: [UInt8], file: String) -> File? {
        guard let root = YAMLNode.parseDocument(bytes, file: file, into: sink) else { return nil }
        let reader = root.reader(into: sink)
        guard root.members != nil else { return nil }
        expect("settei/v1", reader, "apiVersion")
        expect("ResourceMappings", reader, "kind")
        let metadata = reader.mapping("metadata")
        let entries = reader.sequence("mappings") ?? []
        reader.finish()
        let id = metadata.flatMap { word($0, "id", "a name of small letters, digits and dashes") }
        let source = metadata.flatMap { word($0, "source", "terraform, cloudformation or another source's name") }
        metadata?.finish()
        let mappings = entries.compactMap(mapping)
        guard id != nil, let source else { return nil }
        return File(source: source, mappings: mappings)
    }

    private func mapping(_ node: YAMLNode) -> ResourceMapping? {
        let reader = node.reader(into: sink)
        guard node.members != nil else { return nil }
        let types = reader.value("from", expecting: "a type of the source or a list of them", Self.texts)
        let to = reader.optionalMapping("to").map(target)
        let part = reader.optionalMapping("part").map(part)
        let id = reader.optionalNode("id").flatMap { expression($0) }
        let names = reader.optionalSequence("names").compactMap { expression($0) }
        let region = reader.optionalNode("region").flatMap { expression($0) }
        let account = reader.optionalNode("account").flatMap { expression($0) }
        let condition = reader.optionalNode("when").flatMap { expression($0) }
        let templates = MappingTemplateReader(sink: sink)
        let config = reader.node("config").flatMap { templates.template($0, Self.variables) }
        reader.finish()
        if node["to"] != nil, let other = node["part"] {
            sink.append(other.diagnostic(.error, "a mapping has \"to\" or \"part\", not both"))
        } else if node["to"] == nil, node["part"] == nil {
            let hint = "\"to\" makes a resource; \"part\" says which resource is configured"
            sink.append(Diagnostic(.error, "neither \"to\" nor \"part\"", in: node.source, at: node.start, hint: hint))
        }
        if let config = node["config"], config.members == nil {
            sink.append(config.diagnostic(.error, "expected settings (name: value), found \(config.summary)"))
        }
        guard let types, let target = to ?? part ?? nil, let config else { return nil }
        return ResourceMapping(
            types: types,
            target: target,
            id: id,
            names: names,
            region: region,
            account: account,
            condition: condition,
            config: config,
            node: node
        )
    }

    private func target(_ reader: YAMLReader) -> ResourceMapping.Target? {
        let provider = word(reader, "provider", "a cloud's name in small letters, such as aws")
        let service = reader.string("service")
        let type = reader.string("resourceType")
        reader.finish()
        guard let provider, let service, let type else { return nil }
        return .resource(provider: provider, service: service, type: type)
    }

    private func part(_ reader: YAMLReader) -> ResourceMapping.Target? {
        let provider = word(reader, "provider", "a cloud's name in small letters, such as aws")
        let type = reader.string("of")
        let named = reader.node("named").flatMap { expression($0) }
        reader.finish()
        guard let provider, let type, let named else { return nil }
        return .part(provider: provider, type: type, named: named)
    }

    private func expression(_ node: YAMLNode) -> MappingExpression? {
        MappingTemplateReader(sink: sink).expression(node, Self.variables)
    }

    private func expect(_ word: String, _ reader: YAMLReader, _ key: String) {
        _ = reader.value(key, expecting: "\"\(word)\"") { $0.string == word ? true : nil }
    }

    private func word(_ reader: YAMLReader, _ key: String, _ expected: String) -> String? {
        reader.value(key, expecting: expected) { node in
            guard let text = node.string, !text.isEmpty,
                text.utf8.allSatisfy({ (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d })
            else { return nil }
            return text
        }
    }

    private static func texts(_ node: YAMLNode) -> [String]? {
        if let text = node.string, !text.isEmpty { return [text] }
        guard let elements = node.elements, !elements.isEmpty else { return nil }
        let texts = elements.compactMap(\.string).filter { !$0.isEmpty }
        return texts.count == elements.count ? texts : nil
    }
}
