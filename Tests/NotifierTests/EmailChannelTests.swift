import Curl
import Foundation
import Messages
import TestSupport
import Testing

@testable import Notifier

@Suite("The e-mail channel, against servers of every temper", .timeLimit(.minutes(1)))
struct EmailChannelTests {
    static let route = Route(id: "mail", channel: .email, to: ["tanaka"])

    private func channel(_ port: UInt16, timeout: Duration = .seconds(5)) throws -> EmailChannel {
        var options = SMTPClient.Options(host: "127.0.0.1", port: port)
        options.security = .none
        options.totalTimeout = timeout
        return EmailChannel(
            client: SMTPClient(options),
            from: try #require(Parcels.from),
            domain: "provider.example"
        )
    }

    @Test("a mail arrives whole, to the right address, in the thread of what was told before")
    func arrives() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        let parcel = try Parcels.parcel(Self.route, alert: Samples.resolved)
        let attempt = try await channel(sink.port).deliver(parcel)
        #expect(attempt.verdict == .sent && attempt.answer.code == 250)

        let mail = try #require(sink.mails.first)
        #expect(mail.from == "settei@provider.example" && mail.recipients == ["tanaka@acme.example"])
        #expect(mail.header("Message-ID") == "<\(parcel.outsideID)@provider.example>")
        let before = DerivedID.outside(alert: Samples.opened.id, route: "mail")
        #expect(mail.header("In-Reply-To") == "<\(before)@provider.example>")
        #expect(mail.header("References") == "<\(before)@provider.example>")
        #expect(mail.header("Auto-Submitted") == "auto-generated")
        #expect(mail.header("Content-Type")?.hasPrefix("multipart/alternative") == true)
    }

    struct Row: Sendable {
        let behaviour: SMTPSink.Behaviour
        let verdict: Attempt.Verdict
        var code = 0
    }

    static let rows: [Row] = [
        Row(behaviour: .refuse, verdict: .permanent(.refused), code: 550),
        Row(behaviour: .greylist, verdict: .transient(.greylisted, wait: nil), code: 451),
        Row(behaviour: .answer(452, "4.2.2 full"), verdict: .transient(.busy, wait: nil), code: 452),
        Row(behaviour: .answer(554, "5.7.1 spam"), verdict: .permanent(.refused), code: 554),
        Row(behaviour: .dropInData, verdict: .transient(.closed, wait: nil)),
        Row(behaviour: .dropAfterData, verdict: .transient(.closed, wait: nil)),
        Row(behaviour: .close, verdict: .transient(.closed, wait: nil)),
    ]

    @Test("each behaviour of a server is final or tried again", arguments: rows)
    func behaviours(_ row: Row) async throws {
        let sink = try SMTPSink([row.behaviour])
        defer { sink.stop() }
        let attempt = try await channel(sink.port).deliver(try Parcels.parcel(Self.route))
        #expect(attempt.verdict == row.verdict)
        #expect(attempt.answer.code == row.code)
    }

    @Test("a server that says nothing costs its time limit")
    func hang() async throws {
        let sink = try SMTPSink([.hang])
        defer { sink.stop() }
        let attempt = try await channel(sink.port, timeout: .seconds(1)).deliver(try Parcels.parcel(Self.route))
        #expect(attempt.verdict == .transient(.timeout, wait: nil))
    }

    @Test("a mail of which nobody knows whether it was taken is repeated to the last byte")
    func repeats() async throws {
        let sink = try SMTPSink([.dropAfterData, .accept])
        defer { sink.stop() }
        let channel = try channel(sink.port)
        #expect(try await channel.deliver(try Parcels.parcel(Self.route)).verdict != .sent)
        #expect(try await channel.deliver(try Parcels.parcel(Self.route)).verdict == .sent)
        #expect(sink.mails.count == 2 && sink.mails[0].text == sink.mails[1].text)
    }

    @Test("one wrong address keeps the alert from nobody else")
    func apart() async throws {
        let sink = try SMTPSink([.refuse, .refuse, .accept])
        defer { sink.stop() }
        let route = Route(id: "mail", channel: .email, to: ["wrong@acme.example", "smith"])
        let attempt = try await channel(sink.port).deliver(try Parcels.parcel(route))
        #expect(attempt.verdict == .sent)
        #expect(attempt.answer.text.contains("1 of 2") && attempt.answer.text.contains("wrong@acme.example"))
        #expect(sink.mails.map(\.recipients) == [["smith@acme.example"]])
    }

    @Test("TLS that is asked for and not offered keeps the mail back")
    func tls() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        var options = SMTPClient.Options(host: "127.0.0.1", port: sink.port)
        options.security = .required
        let from = try #require(Parcels.from)
        let channel = EmailChannel(client: SMTPClient(options), from: from, domain: "provider.example")
        #expect(try await channel.deliver(try Parcels.parcel(Self.route)).verdict == .transient(.tls, wait: nil))
        #expect(sink.mails.isEmpty)
    }
}
