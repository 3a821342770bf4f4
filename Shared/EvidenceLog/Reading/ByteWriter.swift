import Crypto

/// Writes the binary formats of FORMAT.md: unsigned big-endian numbers, texts with their length before them.
extension [UInt8] {
    mutating func append(number value: UInt64) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    mutating func append(signed value: Int64) { append(number: UInt64(bitPattern: value)) }

    mutating func append(number16 value: Int) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    mutating func append(digest: Digest) {
        digest.withUnsafeBytes { append(contentsOf: $0) }
    }

    /// Texts are cut at 65,535 bytes, at the start of a character; names in the journal are far shorter.
    mutating func append(text: String) {
        var text = text
        text.withUTF8 { text in
            var count = Swift.min(text.count, Int(UInt16.max))
            while count < text.count, count > 0, text[count] & 0xC0 == 0x80 { count -= 1 }
            append(number16: count)
            append(contentsOf: text[..<count])
        }
    }
}
