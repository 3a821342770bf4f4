import JSON

/// Writes settings with the JSON that AWS encodes in strings decoded in place; all else stays as it was.
///
/// Policies arrive as JSON in strings, from IAM also percent-encoded, and from the AWS Config API once or twice encoded as a whole. What
/// does not read as JSON, for instance because a key stands twice, stays the string it was.
struct EmbeddedJSON {
    /// Messages may nest 128 deep; what would go deeper stays a string.
    static let maximumDepth = 112

    private var writer: JSONWriter

    private init(_ writer: JSONWriter) { self.writer = writer }

    /// Writes `configuration`.
    static func write(_ node: JSONNode, to writer: inout JSONWriter) {
        var writing = EmbeddedJSON(writer)
        writing.write(node, depth: 2)
        writer = writing.writer
    }

    /// Writes `supplementaryConfiguration`, whose parts the API gives as strings, truth values and all.
    static func writeParts(_ node: JSONNode, to writer: inout JSONWriter) {
        var writing = EmbeddedJSON(writer)
        writing.writeParts(node)
        writer = writing.writer
    }

    private mutating func writeParts(_ node: JSONNode) {
        let decoded = Self.decoded(node, depth: 2)
        let node = decoded?.root ?? node
        guard node.kind == .object else { return node.write(to: &writer) }
        writer.beginObject()
        for (key, value) in node.members {
            key.withUTF8 { writer.key(utf8: $0) }
            if Self.isTags(key) {
                (Self.decoded(value, depth: 3)?.root ?? value).write(to: &writer)
            } else if let part = Self.decoded(value, depth: 3, includingScalars: true) {
                write(part.root, depth: 4)
            } else {
                write(value, depth: 3)
            }
        }
        writer.endObject()
    }

    private mutating func write(_ node: JSONNode, depth: Int) {
        switch node.kind {
        case .object:
            writer.beginObject()
            for (key, value) in node.members {
                key.withUTF8 { writer.key(utf8: $0) }
                if Self.isTags(key) { value.write(to: &writer) } else { write(value, depth: depth + 1) }
            }
            writer.endObject()
        case .array:
            writer.beginArray()
            for element in node.elements { write(element, depth: depth + 1) }
            writer.endArray()
        case .string:
            guard let document = Self.decoded(node, depth: depth) else { return node.write(to: &writer) }
            write(document.root, depth: depth + 1)
        case .null, .bool, .int, .uint, .double: node.write(to: &writer)
        }
    }

    /// What a person typed as the value of a tag is never settings, whatever it looks like.
    private static func isTags(_ key: JSONString) -> Bool {
        key == "tags" || key == "Tags" || key == "tagList" || key == "TagList"
    }

    private static func decoded(_ node: JSONNode, depth: Int, includingScalars: Bool = false) -> JSONDocument? {
        guard node.kind == .string, depth < maximumDepth else { return nil }
        return node.withUTF8 { text -> JSONDocument? in
            guard let first = text.first(where: { $0 > 0x20 }) else { return nil }
            switch first {
            case UInt8(ascii: "{"), UInt8(ascii: "["): return document(Array(text), depth)
            case UInt8(ascii: "%"):
                guard startsEncodedContainer(text), let plain = percentDecoded(text) else { return nil }
                return document(plain, depth)
            case UInt8(ascii: "\""), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
                return includingScalars ? document(Array(text), depth) : nil
            default: return nil
            }
        } ?? nil
    }

    private static func document(_ bytes: [UInt8], _ depth: Int) -> JSONDocument? {
        try? JSONDocument(bytes, limits: JSONLimits(maximumDepth: maximumDepth - depth))
    }

    /// `%7B` or `%5B`: an object or an array, percent-encoded.
    private static func startsEncodedContainer(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.starts(with: "%7B".utf8) || text.starts(with: "%7b".utf8) || text.starts(with: "%5B".utf8)
            || text.starts(with: "%5b".utf8)
    }

    /// Source: RFC 3986, section 2.1; a plus sign is a plus sign.
    private static func percentDecoded(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "%") else {
                plain.append(text[index])
                index += 1
                continue
            }
            guard index + 2 < text.count, let high = hex(text[index + 1]), let low = hex(text[index + 2]) else {
                return nil
            }
            plain.append(high << 4 | low)
            index += 3
        }
        return plain
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
