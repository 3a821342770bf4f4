public import JSON

extension Value {
    /// The value as JSON text: views as they were written, bytes in base64, times and types as strings.
    public var jsonText: String {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.text
    }

    /// Writes the value as JSON.
    public func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .int(let value): writer.int(value)
        case .uint(let value): writer.uint(value)
        case .double(let value): writer.double(value)
        case .string(let text): text.utf8.withUnsafeBufferPointer { writer.string(utf8: $0) }
        case .bytes(let bytes): writer.string(Base64.text(bytes))
        case .timestamp(let time): writer.string(TimeText.text(time))
        case .duration(let nanoseconds): writer.string(TimeText.text(nanoseconds: nanoseconds))
        case .type(let name): writer.string(name.description)
        case .object(_, let text): writer.string(text)
        case .optional(nil): writer.null()
        case .optional(.some(let value)): value.write(to: &writer)
        case .json(let node): node.write(to: &writer)
        case .list(let values):
            writer.beginArray()
            for value in values { value.write(to: &writer) }
            writer.endArray()
        case .map(let map):
            writer.beginObject()
            for (key, value) in map.entries {
                writer.key(key.text?.description ?? key.jsonText)
                value.write(to: &writer)
            }
            writer.endObject()
        }
    }
}
