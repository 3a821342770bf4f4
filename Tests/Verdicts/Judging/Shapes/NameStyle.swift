import JSON

/// Writes objects once more with other names for their members.
struct NameStyle: Sendable {
    /// What a name becomes.
    let convert: @Sendable (String) -> String

    /// `PublicIp` → `publicIp`.
    static let lowerFirst = NameStyle { name in name.prefix(1).lowercased() + name.dropFirst() }

    /// `iam_policy` → `iamPolicy`, as Cloud Asset Inventory spells its envelope; other names stay.
    static let assetEnvelope = NameStyle { name in
        let names = [
            "asset_type": "assetType", "iam_policy": "iamPolicy", "org_policy": "orgPolicy",
            "access_policy": "accessPolicy", "update_time": "updateTime",
        ]
        return names[name] ?? name
    }

    /// The same value with its names converted, down to `depth` objects.
    func write(_ node: JSONNode, to writer: inout JSONWriter, depth: Int) {
        switch node.kind {
        case .object where depth > 0:
            writer.beginObject()
            for (key, value) in node.members where !value.isNull {
                writer.key(convert(key.string))
                write(value, to: &writer, depth: depth - 1)
            }
            writer.endObject()
        case .array where depth > 0:
            writer.beginArray()
            for element in node.elements { write(element, to: &writer, depth: depth) }
            writer.endArray()
        default: node.writeWithoutNulls(to: &writer)
        }
    }
}

extension JSONNode {
    /// The same value without members that are null: those count as absent.
    func writeWithoutNulls(to writer: inout JSONWriter) {
        switch kind {
        case .object:
            writer.beginObject()
            for (key, value) in members where !value.isNull {
                writer.key(key.string)
                value.writeWithoutNulls(to: &writer)
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in elements { element.writeWithoutNulls(to: &writer) }
            writer.endArray()
        case .null, .bool, .int, .uint, .double, .string: write(to: &writer)
        }
    }
}

extension JSONDocument {
    /// Reads what `body` writes; nil where that is no JSON.
    static func made(_ body: (inout JSONWriter) -> Void) -> JSONNode? {
        var writer = JSONWriter(reservingCapacity: 1_024)
        body(&writer)
        return try? JSONDocument(writer.bytes, limits: JSONLimits(maximumDepth: 256, maximumBytes: 16 << 20)).root
    }
}
