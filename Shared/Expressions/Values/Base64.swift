/// Base64 as in RFC 4648, section 4.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// How many bytes the text of so many bytes has.
    static func length(of count: Int) -> Int { (count + 2) / 3 * 4 }

    /// The text of bytes.
    static func text(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: length(of: bytes.count)) { target in
            bytes.withUnsafeBufferPointer { encode($0, into: target) }
            return length(of: bytes.count)
        }
    }

    /// Writes the text of bytes into as many as ``length(of:)`` says.
    static func encode(_ bytes: UTF8View, into target: UnsafeMutableBufferPointer<UInt8>) {
        var position = 0
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var word: UInt32 = 0
            for offset in 0..<3 { word = word << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
            for offset in 0..<4 {
                target[position] =
                    offset <= count ? alphabet[Int(word >> (18 - 6 * UInt32(offset)) & 63)] : UInt8(ascii: "=")
                position += 1
            }
        }
    }

    /// How many bytes there were; nil when the text is no base64.
    static func decode(_ text: UTF8View, into target: UnsafeMutableBufferPointer<UInt8>) -> Int? {
        var (word, digits, padding, written): (UInt32, Int, Int, Int) = (0, 0, 0, 0)
        for byte in text where byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let digit = digit(byte) else { return nil }
            word = word << 6 | digit
            digits += 1
            guard digits % 4 == 0 else { continue }
            for shift: UInt32 in [16, 8, 0] {
                target[written] = UInt8(truncatingIfNeeded: word >> shift)
                written += 1
            }
        }
        let rest = digits % 4
        guard rest != 1, padding == 0 || rest > 0 && padding == 4 - rest else { return nil }
        if rest == 2 { target[written] = UInt8(truncatingIfNeeded: word >> 4) }
        if rest == 3 {
            target[written] = UInt8(truncatingIfNeeded: word >> 10)
            target[written + 1] = UInt8(truncatingIfNeeded: word >> 2)
        }
        return written + max(0, rest - 1)
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte - 0x41)
        case 0x61...0x7A: UInt32(byte - 0x61 + 26)
        case 0x30...0x39: UInt32(byte - 0x30 + 52)
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
