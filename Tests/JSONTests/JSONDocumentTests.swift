import JSON
import Testing

@Suite("JSONDocument")
struct JSONDocumentTests {
    @Test(
        "a correct text is read as its kind",
        arguments: [
            ("null", JSONKind.null), (" true ", .bool), ("false\n", .bool), ("0", .int), ("-0", .int), ("1", .int),
            ("-9223372036854775808", .int), ("9223372036854775807", .int), ("9223372036854775808", .uint),
            ("18446744073709551615", .uint), ("1.0", .double), ("-0.0", .double), ("1e2", .double), ("1E+2", .double),
            ("1e-400", .double), ("1.7976931348623157e308", .double), ("123456789012345678901234567890.5", .double),
            ("\"\"", .string), (#""\u0000\ud83d\ude00\/\b\f\n\r\t\\\"""#, .string), ("\"日本語😀\"", .string),
            ("[]", .array), ("[ 1 , [ ] , { } ]", .array), ("{}", .object), ("{\"\":{\"a\":[]}}", .object),
        ]
    )
    func accepts(text: String, kind: JSONKind) throws {
        #expect(try JSONDocument(text).root.kind == kind)
    }

    @Test(
        "a wrong text is refused with its reason and place",
        arguments: [
            ("", JSONError.Reason.unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("tru", .unexpectedEnd, 3),
            ("trux", .unexpectedByte(0x78), 3), ("nul]", .unexpectedByte(0x5D), 3), ("01", .invalidNumber, 0),
            ("-", .unexpectedEnd, 1), ("-a", .invalidNumber, 0), ("1.", .unexpectedEnd, 2), ("1.x", .invalidNumber, 0),
            ("1e", .unexpectedEnd, 2), ("1e+]", .invalidNumber, 0), ("+1", .unexpectedByte(0x2B), 0),
            (".5", .unexpectedByte(0x2E), 0), ("NaN", .unexpectedByte(0x4E), 0), ("1 2", .trailingBytes, 2),
            ("18446744073709551616", .numberOutOfRange, 0), ("-9223372036854775809", .numberOutOfRange, 0),
            ("[1e400]", .numberOutOfRange, 1), ("\"a", .unexpectedEnd, 2), ("\"\\", .unexpectedEnd, 2),
            ("\"\\x\"", .invalidEscape, 1), ("\"\\u12g4\"", .invalidEscape, 1), ("\"\u{1}\"", .controlCharacter, 1),
            ("\"\\ud800\"", .loneSurrogate, 1), ("\"\\ud800\\u0041\"", .loneSurrogate, 1),
            ("\"\\udc00\"", .loneSurrogate, 1), ("[1,]", .unexpectedByte(0x5D), 3), ("[,1]", .unexpectedByte(0x2C), 1),
            ("[1 2]", .unexpectedByte(0x32), 3), ("[1}", .unexpectedByte(0x7D), 2), ("[", .unexpectedEnd, 1),
            ("{\"a\"}", .unexpectedByte(0x7D), 4), ("{\"a\":}", .unexpectedByte(0x7D), 5),
            ("{\"a\":1,}", .unexpectedByte(0x7D), 7), ("{a:1}", .unexpectedByte(0x61), 1),
            ("{\"a\":1,\"b\":2,\"a\":3}", .duplicateKey("a"), 13),
            ("{\"a\":1,\"\\u0061\":2}", .duplicateKey("a"), 7), ("{\"x\":{\"\":1,\"\":1}}", .duplicateKey(""), 11),
            ("\u{FEFF}1", .unexpectedByte(0xEF), 0), ("// x\n1", .unexpectedByte(0x2F), 0),
        ]
    )
    func refuses(text: String, reason: JSONError.Reason, offset: Int) throws {
        let error = try #require(throws: JSONError.self) { try JSONDocument(text) }
        #expect(error == JSONError(reason, offset: offset))
        #expect(error.description.contains("byte \(offset)"))
    }

    @Test(
        "bytes that are not UTF-8 are refused wherever they stand",
        arguments: [
            [0x80], [0xC0, 0x80], [0xC2], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE3, 0x81], [0xFF],
        ] as [[UInt8]],
        [0, 1, 7, 8, 9, 30]
    )
    func refusesBadUTF8(bytes: [UInt8], padding: Int) throws {
        let text = [0x22] + [UInt8](repeating: 0x61, count: padding) + bytes + [0x22, 0x20, 0x20]
        let error = try #require(throws: JSONError.self) { try JSONDocument(text) }
        #expect(error.reason == .invalidUTF8)
        #expect(error.offset == 1 + padding)
    }

    @Test("depth is limited, and no depth harms the reader")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try JSONDocument(nested(128)).root.count == 1)
        #expect(throws: JSONError(.tooDeep(limit: 128), offset: 128)) { try JSONDocument(nested(129)) }
        let deep = try JSONDocument(nested(200_000), limits: JSONLimits(maximumDepth: 1_000_000))
        var writer = JSONWriter()
        deep.root.write(to: &writer)
        #expect(writer.bytes == deep.bytes)
    }

    @Test("a text over the limit is refused before it is read")
    func size() {
        #expect(throws: JSONError(.tooLarge(limit: 4), offset: 4)) {
            try JSONDocument("[1, 2]", limits: JSONLimits(maximumBytes: 4))
        }
    }

    @Test("an object of 100,000 members is read, searched and checked for duplicates without comparing all pairs")
    func hugeObject() throws {
        let members = (0..<100_000).map { "\"key\($0)\":\($0)" }.joined(separator: ",")
        let limits = JSONLimits(maximumBytes: 1 << 24)
        let root = try JSONDocument("{\(members)}", limits: limits).root
        #expect(root.count == 100_000)
        for index in stride(from: 0, to: 100_000, by: 997) { #expect(root["key\(index)"]?.int == Int64(index)) }
        #expect(root["key100000"] == nil)
        let error = try #require(throws: JSONError.self) {
            try JSONDocument("{\(members),\"key5\\u0030\":0}", limits: limits)
        }
        #expect(error.reason == .duplicateKey("key50"))
    }
}
