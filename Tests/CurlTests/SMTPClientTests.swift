import Curl
import TestSupport
import Testing

@Suite("SMTPClient", .timeLimit(.minutes(1)))
struct SMTPClientTests {
    static let message = Array(
        "Subject: =?UTF-8?B?5pel?=\r\nMessage-ID: <a@b>\r\n\r\nhello\r\n.dot\r\n..two\r\n日本\r\n".utf8
    )

    static func client(_ port: UInt16, _ change: (inout SMTPClient.Options) -> Void = { _ in }) -> SMTPClient {
        var options = SMTPClient.Options(host: "127.0.0.1", port: port)
        options.totalTimeout = .milliseconds(700)
        change(&options)
        return SMTPClient(options)
    }

    @Test("hands a message over byte for byte and returns the reply")
    func accepted() throws {
        let sink = try SMTPSink()
        let reply = try Self.client(sink.port).send(
            from: "a@example.com",
            to: ["b@example.com", "c@example.com"],
            message: Self.message
        )
        #expect(reply.code == 250 && reply.text == "250 2.0.0 queued as 1")
        let mail = try #require(sink.mails.first)
        #expect(mail.from == "a@example.com" && mail.recipients == ["b@example.com", "c@example.com"])
        #expect(mail.text == "Subject: =?UTF-8?B?5pel?=\nMessage-ID: <a@b>\n\nhello\n.dot\n..two\n日本")
        #expect(mail.header("message-id") == "<a@b>")
    }

    @Test("tells refusals for good from refusals for now")
    func refusals() throws {
        let sink = try SMTPSink([.refuse, .greylist, .answer(554, "5.7.1 spam"), .answer(452, "4.2.2 full"), .accept])
        let client = Self.client(sink.port)
        func failure() throws -> SMTPFailure {
            try #require(throws: SMTPFailure.self) { try client.send(from: "a@b", to: ["c@d"], message: Self.message) }
        }
        #expect(try failure() == .permanent(.init(code: 550, text: "550 5.1.1 no such mailbox")))
        #expect(try failure() == .transient(.init(code: 451, text: "451 4.7.1 greylisted, try again later")))
        #expect(try failure() == .permanent(.init(code: 554, text: "554 5.7.1 spam")))
        #expect(try failure() == .transient(.init(code: 452, text: "452 4.2.2 full")))
        #expect(try client.send(from: "a@b", to: ["c@d"], message: Self.message).code == 250)
        #expect(sink.mails.count == 1)
    }

    @Test(
        "tells a broken connection from a refusal",
        arguments: [SMTPSink.Behaviour.dropInData, .dropAfterData, .close, .hang]
    )
    func broken(behaviour: SMTPSink.Behaviour) throws {
        let sink = try SMTPSink([behaviour])
        let long = Self.message + [UInt8](repeating: 65, count: 300_000) + [13, 10]
        let error = try #require(throws: SMTPFailure.self) {
            try Self.client(sink.port).send(from: "a@b", to: ["c@d"], message: long)
        }
        guard case .connection = error else {
            Issue.record("\(error)")
            return
        }
        #expect(error.isTransient)
    }

    @Test("sends nothing in the clear when STARTTLS is required")
    func security() throws {
        let sink = try SMTPSink()
        let error = try #require(throws: SMTPFailure.self) {
            try Self.client(sink.port) { $0.security = .required }.send(from: "a@b", to: ["c@d"], message: Self.message)
        }
        guard case .connection(let reason) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(reason.kind == .tls && sink.mails.isEmpty)
    }

    @Test("lets no address speak SMTP", arguments: ["", "a", "a@b>\r\nRCPT TO:<x@y", "a b@c", "a@b\n", "<a@b>"])
    func addresses(text: String) throws {
        let sink = try SMTPSink()
        let client = Self.client(sink.port)
        let recipient = try #require(throws: SMTPFailure.self) {
            try client.send(from: "a@b", to: [text], message: Self.message)
        }
        #expect(!recipient.isTransient)
        #expect(throws: SMTPFailure.self) { try client.send(from: text, to: ["a@b"], message: Self.message) }
        #expect(sink.attempts == 0)
    }

    @Test("sends for tasks too")
    func asynchronous() async throws {
        let sink = try SMTPSink()
        let client = SMTPClient(.init(host: "127.0.0.1", port: sink.port))
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask { try await client.deliver(from: "a@b", to: ["c@d"], message: Self.message).code }
            }
            for try await code in group { #expect(code == 250) }
        }
        #expect(await sink.wait(for: 20).count == 20)
    }
}
