/// Writes compact JSON, byte by byte to the end of a buffer; commas and colons come by themselves.
///
/// The calls must nest as JSON does; that is the caller's promise and is not checked.
public struct JSONWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// Whether a value stands directly before, so that the next one needs a comma.
    private var needsComma = false

    /// Makes an empty writer with room for `capacity` bytes.
    public init(reservingCapacity capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Forgets what was written; keeps the memory when asked to, for the next message.
    public mutating func removeAll(keepingCapacity: Bool = false) {
        bytes.removeAll(keepingCapacity: keepingCapacity)
        needsComma = false
    }

    /// Writes `{`.
    public mutating func beginObject() { open(Byte.openBrace) }

    /// Writes `}`.
    public mutating func endObject() { close(Byte.closeBrace) }

    /// Writes `[`.
    public mutating func beginArray() { open(Byte.openBracket) }

    /// Writes `]`.
    public mutating func endArray() { close(Byte.closeBracket) }

    /// Writes a member's name; its value must follow.
    public mutating func key(_ name: String) {
        string(name)
        bytes.append(Byte.colon)
        needsComma = false
    }

    /// Writes a member's name given as UTF-8, which must be valid; its value must follow.
    public mutating func key(utf8 name: UnsafeBufferPointer<UInt8>) {
        string(utf8: name)
        bytes.append(Byte.colon)
        needsComma = false
    }

    /// Writes a string with the escapes that JSON demands and no others.
    public mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { string(utf8: $0) }
    }

    /// Writes a string given as UTF-8, which must be valid.
    public mutating func string(utf8 text: UnsafeBufferPointer<UInt8>) {
        separate()
        bytes.append(Byte.quote)
        var copied = 0
        for index in 0..<text.count
        where text[index] < 0x20 || text[index] == Byte.quote || text[index] == Byte.backslash {
            bytes.append(contentsOf: text[copied..<index])
            escape(text[index])
            copied = index + 1
        }
        bytes.append(contentsOf: text[copied...])
        bytes.append(Byte.quote)
    }

    /// Writes an integer.
    public mutating func int(_ value: some BinaryInteger) {
        separate()
        var digits = value.description
        digits.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Writes an unsigned integer.
    public mutating func uint(_ value: UInt64) { int(value) }

    /// Writes the shortest text that reads back as the same double; infinities and NaN become `null`, JSON has none.
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        var digits = value.description
        digits.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    /// Writes `null`.
    public mutating func null() { raw("null") }

    /// Writes text that is one JSON value already.
    public mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes text that is one JSON value already.
    public mutating func raw(_ json: StaticString) {
        raw(UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount))
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(Byte.comma) }
        needsComma = true
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(Byte.backslash)
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case Byte.quote, Byte.backslash: bytes.append(byte)
        default:
            let hex = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: [UInt8(ascii: "u"), 0x30, 0x30, hex[Int(byte >> 4)], hex[Int(byte & 15)]])
        }
    }
}

extension JSONWriter {
    /// Writes a member with a string, or nothing at all when there is none.
    public mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// Writes a member with an integer, or nothing at all when there is none.
    public mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        guard let value else { return }
        key(name)
        int(value)
    }

    /// Writes a member with a truth value, or nothing at all when there is none.
    public mutating func member(_ name: String, _ value: Bool?) {
        guard let value else { return }
        key(name)
        bool(value)
    }

    /// Writes a member with a value of another document, or nothing at all when there is none.
    public mutating func member(_ name: String, _ value: JSONNode?) {
        guard let value else { return }
        key(name)
        value.write(to: &self)
    }

    /// What was written so far, as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
