/// Says why bytes were refused as JSON, and at which byte.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Names what is wrong.
    public enum Reason: Sendable, Equatable {
        case unexpectedByte(UInt8)
        case unexpectedEnd
        case invalidUTF8
        case controlCharacter
        case invalidEscape
        case loneSurrogate
        case invalidNumber
        case numberOutOfRange
        case duplicateKey(String)
        case tooDeep(limit: Int)
        case tooLarge(limit: Int)
        case trailingBytes
    }

    /// What is wrong.
    public let reason: Reason

    /// Where, in bytes from the start of the source.
    public let offset: Int

    /// Makes an error; the reader is the usual maker.
    public init(_ reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// Says in words what is wrong and where.
    public var description: String { "invalid JSON at byte \(offset): \(reason.words)" }
}

extension JSONError.Reason {
    var words: String {
        switch self {
        case .unexpectedByte(let byte): "unexpected \(Self.printable(byte))"
        case .unexpectedEnd: "the text ends too early"
        case .invalidUTF8: "not UTF-8"
        case .controlCharacter: "a control character in a string must be escaped"
        case .invalidEscape: "unknown escape in a string"
        case .loneSurrogate: "an escape names half of a surrogate pair"
        case .invalidNumber: "malformed number"
        case .numberOutOfRange: "number is out of range: integers have 64 bits, others fit a double"
        case .duplicateKey(let key): "key \"\(key)\" stands twice in one object"
        case .tooDeep(let limit): "nested deeper than \(limit)"
        case .tooLarge(let limit): "longer than \(limit) bytes"
        case .trailingBytes: "more text after the end of the value"
        }
    }

    private static func printable(_ byte: UInt8) -> String {
        guard byte > 0x20, byte < 0x7F else { return "byte 0x\(String(byte, radix: 16, uppercase: true))" }
        return "'\(Character(UnicodeScalar(byte)))'"
    }
}
