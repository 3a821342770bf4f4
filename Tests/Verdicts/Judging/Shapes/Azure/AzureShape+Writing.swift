import JSON

extension AzureShape {
    /// The resource as the API gives it: members spelled as there, expressions answered as far as they can be.
    func document(_ resource: JSONNode, _ place: Place) -> JSONNode? {
        var writing = Writing(shape: self)
        writing.write(resource, place, at: [])
        let gaps = JSONGaps(unknown: writing.unknown)
        let limits = JSONLimits(maximumDepth: 256, maximumBytes: 16 << 20)
        return try? JSONDocument(writing.writer.bytes, limits: limits, gaps: gaps).root
    }

    private struct Writing {
        let shape: AzureShape
        var writer = JSONWriter(reservingCapacity: 4_096)
        /// Where a value depends on parameters.
        var unknown: [JSONPath] = []

        mutating func write(_ resource: JSONNode, _ place: Place, at path: [JSONPath.Step]) {
            writer.beginObject()
            writer.member("id", place.id)
            writer.member("name", place.name)
            writer.member("type", shape.canonical(place.type))
            if resource["scope"] == nil { writer.member("scope", place.scope) }
            for (key, value) in resource.members where !AzureShape.envelope.contains(key.string) && !value.isNull {
                let word = NameStyle.lowerFirst.convert(key.string)
                writer.key(word)
                let below = path + [.key(word)]
                if word == "scope", let id = value.string.flatMap({ shape.id(in: $0) }) {
                    writer.string(id)
                    continue
                }
                if word == "resources", value.kind == .array {
                    writeChildren(value, of: place, at: below)
                } else if AzureShape.records.contains(word), value.kind == .object {
                    writeRecord(value, at: below)
                } else {
                    write(value, at: below)
                }
            }
            writer.endObject()
        }

        private mutating func writeChildren(_ children: JSONNode, of place: Place, at path: [JSONPath.Step]) {
            let owner = Owner(type: place.type, name: place.name ?? "", id: place.id)
            writer.beginArray()
            for (position, child) in children.elements.enumerated() {
                let below = path + [.index(position)]
                if let place = shape.place(of: child, given: nil, owner: owner) {
                    write(child, place, at: below)
                } else {
                    write(child, at: below)
                }
            }
            writer.endArray()
        }

        private mutating func writeRecord(_ record: JSONNode, at path: [JSONPath.Step]) {
            writer.beginObject()
            for (key, value) in record.members where !value.isNull {
                let word = NameStyle.lowerFirst.convert(key.string)
                writer.key(word)
                write(value, at: path + [.key(word)])
            }
            writer.endObject()
        }

        private mutating func write(_ node: JSONNode, at path: [JSONPath.Step]) {
            switch node.kind {
            case .object:
                writer.beginObject()
                for (key, value) in node.members where !value.isNull {
                    writer.key(key.string)
                    write(value, at: path + [.key(key.string)])
                }
                writer.endObject()
            case .array:
                writer.beginArray()
                for (position, element) in node.elements.enumerated() { write(element, at: path + [.index(position)]) }
                writer.endArray()
            case .string: write(text: node.string ?? "", at: path)
            case .null, .bool, .int, .uint, .double: node.write(to: &writer)
            }
        }

        private mutating func write(text: String, at path: [JSONPath.Step]) {
            guard let expression = AzureExpression(text) else {
                return writer.string(text.hasPrefix("[[") ? String(text.dropFirst()) : text)
            }
            if expression.resource != nil, let id = shape.id(in: text) {
                writer.string(id)
            } else if expression.isText {
                writer.string(AzureExpression.constant(text) ?? text)
            } else {
                unknown.append(JSONPath(path))
                writer.null()
            }
        }
    }

    /// The id of the resource that a text means.
    private func id(in text: String) -> String? {
        AzureExpression.resource(in: text).flatMap { AzureID.text(type: canonical($0.type), name: $0.name) }
    }

    private static let envelope: Set = [
        "id", "Id", "ResourceId", "name", "Name", "ResourceName", "type", "Type", "ResourceType",
    ]
    private static let records: Set = ["sku", "identity", "plan"]
}
