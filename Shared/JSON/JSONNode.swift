/// One value of a document: a reference and an index, free to copy; it keeps the document alive.
public struct JSONNode: Sendable {
    /// The document it stands in.
    public let document: JSONDocument

    /// The cell on the tape; equal documents and indices mean the same place.
    let index: Int

    @inline(__always)
    init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    /// Calls `body` with the same place, the document held for that time.
    @inline(__always)
    func borrowing<R>(_ body: (JSONCursor) -> R) -> R {
        withExtendedLifetime(document) { body(JSONCursor(store: document.store, index: index)) }
    }

    @inline(__always) var entry: JSONEntry { borrowing { $0.entry } }

    /// The kind of the value.
    public var kind: JSONKind { entry.kind }

    /// Whether it is `null`.
    public var isNull: Bool { entry.kind == .null }

    /// The truth value; nil for any other kind.
    public var bool: Bool? {
        let entry = entry
        return entry.kind == .bool ? entry.payload != 0 : nil
    }

    /// The integer when it was written as one and fits; nil else.
    public var int: Int64? {
        let entry = entry
        return entry.kind == .int ? Int64(bitPattern: entry.payload) : nil
    }

    /// The integer when it was written as one and is not negative; nil else.
    public var uint: UInt64? {
        let entry = entry
        switch entry.kind {
        case .uint: return entry.payload
        case .int: return UInt64(exactly: Int64(bitPattern: entry.payload))
        default: return nil
        }
    }

    /// Any number, rounded to a double when it is an integer; nil for other kinds.
    public var double: Double? {
        let entry = entry
        switch entry.kind {
        case .double: return Double(bitPattern: entry.payload)
        case .int: return Double(Int64(bitPattern: entry.payload))
        case .uint: return Double(entry.payload)
        default: return nil
        }
    }

    /// A copy of the string, escapes resolved; nil for any other kind.
    public var string: String? { withUTF8 { String(decoding: $0, as: UTF8.self) } }

    /// The number of elements or members; 0 for scalars.
    public var count: Int {
        let entry = entry
        return entry.isContainer ? entry.count : 0
    }

    /// The bytes of the value in the source, quotes included.
    public var range: Range<Int> {
        let entry = entry
        return Int(entry.start)..<Int(entry.end)
    }

    /// The value as it was written.
    public var source: ArraySlice<UInt8> { document.bytes[range] }

    /// Calls `body` with a string's content, escapes resolved, without copying it; nil for any other kind.
    @inline(__always)
    public func withUTF8<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R? {
        borrowing { $0.withUTF8(body) }
    }

    /// Whether it is a string with exactly this content; compares bytes, makes no copy.
    public func isString(_ text: StaticString) -> Bool {
        withUTF8 { $0.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) }
            ?? false
    }
}

extension JSONNode: CustomStringConvertible {
    /// The value as it was written.
    public var description: String { String(decoding: source, as: UTF8.self) }
}
