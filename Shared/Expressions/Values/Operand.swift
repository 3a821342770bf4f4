import JSON

/// A value during an evaluation: as ``Value``, but views do not keep their document, which the bindings hold anyway.
enum Operand: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(Text)
    case bytes([UInt8])
    case list([Operand])
    case map(OperandMap)
    case timestamp(Timestamp)
    case duration(nanoseconds: Int64)
    case type(TypeName)
    /// A value inside a document; scalars among them appear only where the place matters.
    case view(JSONCursor)

    static func string(_ string: String) -> Operand { .string(Text(string)) }

    /// A view in which numbers, truth values and null are already taken out.
    @inline(__always)
    init(resolving cursor: JSONCursor) {
        self =
            switch cursor.kind {
            case .string, .array, .object: .view(cursor)
            case .null: .null
            case .bool: .bool(cursor.bits != 0)
            case .int: .int(Int64(bitPattern: cursor.bits))
            case .uint: .uint(cursor.bits)
            case .double: .double(Double(bitPattern: cursor.bits))
            }
    }

    /// The same value, with a scalar inside a document taken out.
    @inline(__always)
    var resolved: Operand {
        guard case .view(let cursor) = self else { return self }
        return Operand(resolving: cursor)
    }

    /// Calls `body` with the bytes of a string, without copying them; nil for other kinds.
    @inline(__always)
    func withUTF8<R>(_ body: (UTF8View) -> R) -> R? {
        switch self {
        case .string(let text): text.utf8.withUnsafeBufferPointer(body)
        case .view(let cursor): cursor.withUTF8(body)
        default: nil
        }
    }

    /// A copy of the text of a string; nil for other kinds.
    var text: Text? {
        if case .string(let text) = self { return text }
        return withUTF8 { Text(utf8: Array($0)) }
    }

    var typeName: TypeName {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list
        case .map: .map
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        case .view(let cursor): TypeName(cursor.kind)
        }
    }

    /// The value for a message, cut at 100 characters.
    var shortText: String {
        let text = Value(self).jsonText
        return text.count <= 100 ? text : "\(text.prefix(100))…"
    }
}
