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
        let beyond = text.utf8.count { $0 >= 0x80 }
        self = beyond * 6 > text.utf8.count ? .base64 : .quotedPrintable
    }

    /// Returns `text` encoded, with CRLF line ends, no line over 76 characters.
    func encode(_ text: String) -> String {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count * 3 / 2)
        switch self {
        case .quotedPrintable:
            for (index, line) in lines.enumerated() {
                if index > 0 { output += Self.lineBreak }
                Self.appendQuoted(line, to: &output)
            }
        case .base64:
            let encoded = Array(Base64.encode(Array(lines.joined(separator: Self.lineBreak))).utf8)
            for start in stride(from: 0, to: encoded.count, by: 76) {
                if start > 0 { output += Self.lineBreak }
                output += encoded[start..<min(start + 76, encoded.count)]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func appendQuoted(_ line: Substring.UTF8View, to output: inout [UInt8]) {
        var width = 0
        var index = line.startIndex
        while index < line.endIndex {
            let byte = line[index]
            line.formIndex(after: &index)
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
            let isSpace = (byte == 0x20 || byte == 0x09) && index < line.endIndex
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
