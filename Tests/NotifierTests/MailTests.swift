import Crypto
import Foundation
import Testing

@testable import Notifier

@Suite("Mail")
struct MailTests {
    @Test(
        "an address is taken only where no header or command can be forged with it",
        arguments: [
            ("tanaka@acme.example", "tanaka@acme.example"), ("田中 <tanaka@acme.example>", "tanaka@acme.example"),
            ("a.b+c@x-y.example", "a.b+c@x-y.example"), ("", nil), ("tanaka", nil), ("a@b@c", nil),
            ("a b@c.example", nil),
            ("a@c.example\r\nBcc: d@e.example", nil), ("<a@c.example> RCPT TO:<d@e.example", nil),
            ("-a@c.example", nil),
            ("あ@c.example", nil), ("a@[127.0.0.1]", nil), ("a@", nil), ("@b", nil),
        ] as [(String, String?)]
    )
    func address(_ text: String, _ expected: String?) {
        #expect(MailAddress(text)?.address == expected)
    }

    @Test(
        "a name before an address is quoted or encoded as it needs",
        arguments: [
            ("John Smith <a@b.example>", "John Smith <a@b.example>"),
            ("Smith, John <a@b.example>", "\"Smith, John\" <a@b.example>"),
            ("田中 <a@b.example>", "=?UTF-8?B?55Sw5Lit?= <a@b.example>"),
        ]
    )
    func name(_ text: String, _ expected: String) {
        #expect(MailAddress(text)?.text(header: "To") == expected)
    }

    @Test("a long subject is folded into encoded words of whole characters that read back")
    func subject() throws {
        let text = String(repeating: "【重大】公開設定の不備👨‍👩‍👧", count: 8)
        let value = EncodedWord.header(text, name: "Subject")
        var bytes: [UInt8] = []
        for word in value.split(separator: "\r\n ") {
            #expect(word.utf8.count <= 75 - "Subject: ".utf8.count)
            let chunk = try #require(Base64.decode(String(word.dropFirst(10).dropLast(2))))
            #expect(String(validating: chunk, as: UTF8.self) != nil)
            bytes += chunk
        }
        #expect(String(decoding: bytes, as: UTF8.self) == Plain.line(text, limit: 400))
    }

    @Test("quoted-printable keeps to 76 characters and reads back")
    func quotedPrintable() {
        let text =
            "short\n" + String(repeating: "long line = with é ", count: 20) + "\n.\n..leading dots\ntrailing space \n"
        let encoded = TransferEncoding.quotedPrintable.encode(text)
        let lines = encoded.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.hasPrefix(".") && !$0.hasSuffix(" ") })
        #expect(Self.decode(encoded) == text.replacing("\n", with: "\r\n"))
    }

    @Test("base64 keeps to 76 characters and reads back")
    func base64() throws {
        let text = String(repeating: "設定の不備\n", count: 40)
        let encoded = TransferEncoding.base64.encode(text)
        let lines = encoded.split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        let bytes = try #require(Base64.decode(lines.joined()))
        #expect(String(decoding: bytes, as: UTF8.self) == text.replacing("\n", with: "\r\n"))
    }

    @Test(
        "each line ends once with CRLF, however it ended",
        arguments: [("", ""), ("\n", "\r\n"), ("a\nb\r\nc\n", "a\r\nb\r\nc\r\n"), ("\n\nx", "\r\n\r\nx")]
    )
    func lineEnds(_ text: String, _ expected: String) {
        #expect(TransferEncoding.quotedPrintable.encode(text) == expected)
        #expect(TransferEncoding.base64.encode(text) == Base64.encode(Array(expected.utf8)))
    }

    @Test("the date is written as mail wants it")
    func date() {
        #expect(MailDate.text(Date(timeIntervalSince1970: 0)) == "Thu, 01 Jan 1970 00:00:00 +0000")
        #expect(MailDate.text(Date(timeIntervalSince1970: 1_795_136_523)) == "Fri, 20 Nov 2026 01:02:03 +0000")
    }

    private static func decode(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Substring(text.replacing("=\r\n", with: "")).utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "="), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
