import Crypto

/// Says how a mail body's bytes are written in 7 bits and short lines.
///
/// Works on bytes: a text's characters are no business of the transfer, and walking them costs a hundred times as much.
/// Source: RFC 2045 6.7 and 6.8.
enum TransferEncoding: String, Sendable {
    case quotedPrintable = "quoted-printable"
    case base64

    private static let lineBreak: [UInt8] = [0x0D, 0x0A]
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Chooses what keeps `text` short and, where it is mostly ASCII, readable in the raw message.
    init(for text: String) {
        var text = text
        let beyond = text.withUTF8 { bytes in bytes.count { $0 >= 0x80 } }
        self = beyond * 6 > text.utf8.count ? .base64 : .quotedPrintable
    }

    /// Returns `text` encoded, with CRLF line ends, no line over 76 characters.
    func encode(_ text: String) -> String {
        var text = text
        let output = text.withUTF8 { bytes in
            switch self {
            case .quotedPrintable: Self.written(bytes, Self.appendQuoted)
            case .base64: Self.folded(Base64.encode(Self.written(bytes) { $1 += $0 }))
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private typealias Line = Slice<UnsafeBufferPointer<UInt8>>

    /// The lines of a text, each as `append` writes it, with CRLF between them, however they ended.
    private static func written(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ append: (Line, inout [UInt8]) -> Void
    ) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 3 / 2)
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.startIndex > 0 { output += lineBreak }
            append(line.last == UInt8(ascii: "\r") ? line.dropLast() : line, &output)
        }
        return output
    }

    private static func folded(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count * 78 / 76 + 2)
        var text = text
        text.withUTF8 { bytes in
            for start in stride(from: 0, to: bytes.count, by: 76) {
                if start > 0 { output += lineBreak }
                output += bytes[start..<min(start + 76, bytes.count)]
            }
        }
        return output
    }

    private static func appendQuoted(_ line: Line, to output: inout [UInt8]) {
        var width = 0
        for index in line.indices {
            let byte = line[index]
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
            let isSpace = (byte == 0x20 || byte == 0x09) && index + 1 < line.endIndex
            // A soft break leaves room for its `=`. A dot that would begin a line is encoded: no relay need stuff it.
            if width + (isPlain || isSpace ? 1 : 3) > 75 {
                output.append(UInt8(ascii: "="))
                output += lineBreak
                width = 0
            }
            if (isPlain || isSpace) && !(width == 0 && byte == UInt8(ascii: ".")) {
                output.append(byte)
                width += 1
            } else {
                output += [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                width += 3
            }
        }
    }
}
