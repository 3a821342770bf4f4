import Crypto

/// Says how a mail body's bytes are written in 7 bits and short lines.
///
/// Source: RFC 2045 6.7 and 6.8.
enum TransferEncoding: String, Sendable {
    case quotedPrintable = "quoted-printable"
    case base64

    /// Chooses what keeps `text` short and, where it is mostly ASCII, readable in the raw message.
    init(for text: String) {
        let beyond = text.utf8.count { $0 >= 0x80 }
        self = beyond * 6 > text.utf8.count ? .base64 : .quotedPrintable
    }

    /// Returns `text` encoded, with CRLF line ends, no line over 76 characters.
    func encode(_ text: String) -> String {
        switch self {
        case .quotedPrintable:
            text.split(separator: "\n", omittingEmptySubsequences: false).map(Self.quoted).joined(separator: "\r\n")
        case .base64:
            Self.lines(
                Base64.encode(
                    Array(
                        text.split(separator: "\n", omittingEmptySubsequences: false)
                            .joined(separator: "\r\n").utf8
                    )
                )
            )
        }
    }

    private static func lines(_ text: String) -> String {
        var bytes = Substring(text)
        var lines: [Substring] = []
        while !bytes.isEmpty {
            lines.append(bytes.prefix(76))
            bytes = bytes.dropFirst(76)
        }
        return lines.joined(separator: "\r\n")
    }

    private static func quoted(_ line: Substring) -> String {
        var result = ""
        var width = 0
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
            let isSpace = (byte == 0x20 || byte == 0x09) && !isLast
            let piece = isPlain || isSpace ? String(Unicode.Scalar(byte)) : hexadecimal(byte)
            // A soft break leaves room for its `=`. A dot that would begin a line is encoded: no relay need stuff it.
            if width + piece.utf8.count > 75 {
                result += "=\r\n"
                width = 0
            }
            let written = width == 0 && piece == "." ? "=2E" : piece
            result += written
            width += written.utf8.count
        }
        return result
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "=0\(digits)" : "=\(digits)"
    }
}
