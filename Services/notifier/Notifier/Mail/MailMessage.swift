import Crypto
import Foundation

/// Holds a mail of two alternatives, plain text and HTML, and writes it as an SMTP server takes it.
///
/// The same content gives the same bytes, always: a repeat after a crash is recognisable to the last byte.
///
/// Source: RFC 5322, RFC 2046 5.1.4 (alternative), RFC 3834 (Auto-Submitted), RFC 2919 (List-Id).
struct MailMessage: Sendable {
    var from: MailAddress
    var to: [MailAddress]
    var subject: String
    var date: Date
    /// The left part of `Message-ID`; hexadecimal.
    var outsideID: String
    /// The left parts of the messages that this one continues, oldest first; hexadecimal.
    var continues: [String] = []
    /// The right part of `Message-ID`.
    var domain: String
    /// The tenant, for filters at the receiver.
    var tenant: String
    /// A BCP 47 language.
    var language: String
    /// Whether a mail client shall show it as important.
    var isUrgent = false
    var text: String
    var html: String

    /// Returns the whole message with CRLF line ends.
    func encoded() -> String {
        let boundary = "=_\(SHA256.hash("boundary \(outsideID)").hex.prefix(32))"
        var lines = headers()
        lines.append("Content-Type: multipart/alternative; boundary=\"\(boundary)\"")
        lines.append("")
        lines += part(text, type: "text/plain", boundary: boundary)
        lines += part(html, type: "text/html", boundary: boundary)
        lines.append("--\(boundary)--")
        lines.append("")
        return lines.joined(separator: "\r\n")
    }

    private func headers() -> [String] {
        var lines = [
            "Date: \(MailDate.text(date))",
            "From: \(from.text(header: "From"))",
            "To: \(to.map { $0.text(header: "To") }.joined(separator: ",\r\n "))",
            "Subject: \(EncodedWord.header(subject, name: "Subject"))",
            "Message-ID: \(messageID(outsideID))",
        ]
        if let last = continues.last {
            lines.append("In-Reply-To: \(messageID(last))")
            lines.append("References: \(continues.suffix(20).map(messageID).joined(separator: "\r\n "))")
        }
        lines += [
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
            "List-Id: <\(tenant).alerts.\(domain)>",
        ]
        if isUrgent { lines += ["Importance: high", "X-Priority: 1"] }
        lines += ["Content-Language: \(language)", "MIME-Version: 1.0"]
        return lines
    }

    private func messageID(_ id: String) -> String { "<\(id)@\(domain)>" }

    private func part(_ body: String, type: String, boundary: String) -> [String] {
        let encoding = TransferEncoding(for: body)
        return [
            "--\(boundary)",
            "Content-Type: \(type); charset=utf-8",
            "Content-Transfer-Encoding: \(encoding.rawValue)",
            "",
            encoding.encode(body),
        ]
    }
}
