import Foundation
import JSON
import Messages
import TestSupport
import Testing

@testable import Settei

@Suite("What is published")
struct InputTests {
    static let change = """
        {"provider":"aws","resourceType":"T","resourceId":"i","region":"r","account":"1","configuration":{"a":1},\
        "observedAt":"2026-11-20T00:00:00Z","change":{"action":"update","source":"test"}}
        """

    @Test(
        "a file is one document or one on each line",
        arguments: [
            ("{}", [1]), ("{}\n", [1]), ("{\n}\n", [1]), ("{}\n\n{}\n", [1, 3]), ("[{},{}]", [1]), ("  \n{}", [1]),
            ("{}\r\n{}", [1, 2]),
        ] as [(String, [Int])]
    )
    func documents(text: String, lines: [Int]) {
        let input = InputDocuments(Array(text.utf8))
        #expect(input.mistakes.isEmpty)
        #expect(input.documents.map(\.line) == lines)
    }

    @Test(
        "what cannot be read is told with its line",
        arguments: [
            ("", "1: "), ("{", "1: "), ("{}\n{\"a\":1,\"a\":2}\n", "2: "), ("{\n\"a\":tru\n}", "2: "),
        ]
    )
    func mistakes(text: String, starts: String) {
        let input = InputDocuments(Array(text.utf8))
        #expect(input.mistakes.count == 1)
        #expect(input.mistakes.first?.hasPrefix(starts) == true, "\(input.mistakes)")
    }

    @Test("the same data gives the same message, and another tenant's another")
    func stable() throws {
        let document = try JSONDocument(Self.change)
        let first = SetteiDocument.messages(in: document, tenant: "acme")
        #expect(first.mistakes.isEmpty)
        let message = try #require(first.messages.first)
        #expect(SetteiDocument.messages(in: document, tenant: "acme").messages.first?.bytes == message.bytes)
        #expect(
            SetteiDocument.messages(in: document, tenant: "globex").messages.first?.header.id != message.header.id
        )
        #expect(try ReceivedMessage(message.bytes).decode(ConfigChanged.self).resourceId == "i")
    }

    @Test("a whole message goes through as it is")
    func whole() throws {
        let made = try #require(
            SetteiDocument.messages(in: JSONDocument(Self.change), tenant: "acme").messages.first
        )
        let again = SetteiDocument.messages(in: try JSONDocument(made.bytes), tenant: nil)
        #expect(again.messages.first?.bytes == made.bytes)
    }

    @Test(
        "mistakes name the field",
        arguments: [
            (#"{"provider":"aws"}"#, "resourceType is missing"), (#"[{"provider":1}]"#, "provider"),
            (#"{"specversion":"1.0"}"#, "type"),
        ]
    )
    func fields(text: String, says: String) throws {
        let read = SetteiDocument.messages(in: try JSONDocument(text), tenant: "acme")
        #expect(read.messages.isEmpty)
        #expect(read.mistakes.first?.contains(says) == true, "\(read.mistakes)")
    }

    @Test("a message over 1 MiB is refused before it is sent")
    func tooLarge() throws {
        let big = Self.change.replacing("{\"a\":1}", with: "{\"a\":\"\(String(repeating: "x", count: 1_100_000))\"}")
        let document = try JSONDocument(Array(big.utf8), limits: InputDocuments.limits)
        let read = SetteiDocument.messages(in: document, tenant: "acme")
        #expect(read.messages.isEmpty)
        #expect(read.mistakes.first?.contains("1048576") == true, "\(read.mistakes)")
    }

    @Test("without a tenant nothing is made, and the mistake says so")
    func tenant() throws {
        let read = SetteiDocument.messages(in: try JSONDocument(Self.change), tenant: nil)
        #expect(read.mistakes.first?.contains("--tenant") == true)
    }
}
