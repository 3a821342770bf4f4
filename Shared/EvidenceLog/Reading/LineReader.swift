import Crypto

/// Reads the text formats of C2SP line by line, in bytes: Swift's characters would take `\r\n` for one.
struct LineReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next line without its newline; nil at the end, and where the newline is missing.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }
}

/// What the lines hold, each in one form only.
enum Strict {
    /// The greatest size of a tree: what fits 63 bits, as proofs have at most 63 hashes (tlog-witness).
    static let greatest = UInt64(Int64.max)

    /// A decimal number without sign and leading zeros.
    static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard let first = digits.first, digits.count <= 19, first != UInt8(ascii: "0") || digits.count == 1 else {
            return nil
        }
        var value: UInt64 = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return value <= greatest ? value : nil
    }

    static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        Base64.decode(String(decoding: text, as: UTF8.self))
    }

    static func digest(_ text: ArraySlice<UInt8>) -> Digest? {
        text.count == 44 ? base64(text).flatMap { Digest(bytes: $0) } : nil
    }

    /// UTF-8 without control characters but newlines (signed-note, Format).
    static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == UInt8(ascii: "\n") }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// What follows `word` and a space; nil where the line does not begin so.
    static func value(of word: StaticString, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let count = word.utf8CodeUnitCount
        guard line.count > count, line[line.startIndex + count] == UInt8(ascii: " "),
            line.prefix(count).elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: count))
        else { return nil }
        return line.dropFirst(count + 1)
    }
}
