import Crypto
import Curl
import Foundation
import Messages
import TestSupport
import Testing

@testable import Notifier

@Suite("The webhook channel, against receivers of every temper", .timeLimit(.minutes(1)))
struct WebhookChannelTests {
    let secrets: ScratchDirectory

    init() throws {
        secrets = try ScratchDirectory(["hook": Parcels.secret + "\n", "broken": "not a secret"])
    }

    private func channel(_ allowed: [String] = ["127.0.0.0/8"], timeout: Duration = .seconds(5)) -> WebhookChannel {
        WebhookChannel(
            check: TargetCheck(allowed: allowed.compactMap { AddressBlock($0) }),
            secrets: Secrets(directory: secrets.path),
            timeout: timeout
        )
    }

    @Test("a message arrives with its id, a fresh timestamp and a signature that verifies")
    func arrives() async throws {
        let sink = try WebhookSink()
        defer { sink.stop() }
        let parcel = try Parcels.parcel(Parcels.hook(sink.url))
        let attempt = try await channel().deliver(parcel)
        #expect(attempt.verdict == .sent && attempt.answer.code == 200)

        let request = try #require(sink.received.first)
        #expect(request.method == "POST")
        #expect(request.headers["content-type"] == "application/json; charset=utf-8")
        #expect(request.headers["webhook-id"] == parcel.outsideID)
        let timestamp = try #require(request.headers["webhook-timestamp"].flatMap { Int64($0) })
        #expect(abs(Double(timestamp) - Date().timeIntervalSince1970) < 30)
        let key = try #require(Base64.decode(String(Parcels.secret.dropFirst(6))))
        let signed = Array("\(parcel.outsideID).\(timestamp).".utf8) + request.body
        #expect(request.headers["webhook-signature"] == "v1," + Base64.encode(HMACSHA256.tag(signed, key: key).bytes))
        #expect(request.body == parcel.rendering.webhook)
    }

    struct Row: Sendable {
        let answer: WebhookSink.Answer
        let verdict: Attempt.Verdict
        var code = 0
    }

    static let rows: [Row] = [
        Row(answer: .status(204), verdict: .sent, code: 204),
        Row(answer: .status(500), verdict: .transient(.status, wait: nil), code: 500),
        Row(answer: .status(404), verdict: .transient(.status, wait: nil), code: 404),
        Row(answer: .status(410), verdict: .permanent(.gone), code: 410),
        Row(
            answer: .status(429, headers: ["Retry-After": "17"]),
            verdict: .transient(.busy, wait: .seconds(17)),
            code: 429
        ),
        Row(
            answer: .status(503, headers: ["Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"]),
            verdict: .transient(.busy, wait: .zero),
            code: 503
        ),
        Row(answer: .status(429, headers: ["Retry-After": "soon"]), verdict: .transient(.busy, wait: nil), code: 429),
        Row(
            answer: .status(302, headers: ["Location": "http://127.0.0.1:1/"]),
            verdict: .transient(.redirect, wait: nil),
            code: 302
        ),
        Row(answer: .close, verdict: .transient(.closed, wait: nil)),
    ]

    @Test("each answer means what the standard says it means", arguments: rows)
    func answers(_ row: Row) async throws {
        let sink = try WebhookSink([row.answer])
        defer { sink.stop() }
        let attempt = try await channel().deliver(try Parcels.parcel(Parcels.hook(sink.url)))
        #expect(attempt.verdict == row.verdict)
        #expect(attempt.answer.code == row.code)
        #expect(sink.received.count == 1)
    }

    @Test("a receiver that hangs costs its time limit")
    func hang() async throws {
        let hanging = try WebhookSink([.hang])
        defer { hanging.stop() }
        let parcel = try Parcels.parcel(Parcels.hook(hanging.url))
        let attempt = try await channel(timeout: .seconds(1)).deliver(parcel)
        #expect(attempt.verdict == .transient(.timeout, wait: nil))
    }

    @Test("a receiver that hangs holds up nobody else")
    func apart() async throws {
        let hanging = try WebhookSink([.hang])
        let quick = try WebhookSink()
        defer {
            hanging.stop()
            quick.stop()
        }
        let channel = channel(timeout: .seconds(60))
        let slow = try Parcels.parcel(Parcels.hook(hanging.url))
        let fast = try Parcels.parcel(Parcels.hook(quick.url))
        try await withThrowingTaskGroup(of: Attempt.Verdict.self) { group in
            group.addTask { try await channel.deliver(slow).verdict }
            _ = await hanging.wait(for: 1)
            group.addTask { try await channel.deliver(fast).verdict }
            let first = try await group.next()
            #expect(first == .sent)
            hanging.stop()
            let second = try await group.next()
            #expect(second == .transient(.closed, wait: nil))
        }
    }

    @Test("every try bears the same id and the same body, also the one that libcurl makes by itself")
    func repeats() async throws {
        let sink = try WebhookSink([.status(500), .close, .status(200)])
        defer { sink.stop() }
        let channel = channel()
        var verdict: Attempt.Verdict?
        for _ in 0..<3 where verdict != .sent {
            verdict = try await channel.deliver(try Parcels.parcel(Parcels.hook(sink.url))).verdict
        }
        #expect(verdict == .sent && sink.received.count == 3)
        #expect(Set(sink.received.map { $0.headers["webhook-id"] }).count == 1)
        #expect(Set(sink.received.map(\.body)).count == 1)
    }

    @Test("a long answer is cut, and control characters in it are shown")
    func answerText() async throws {
        let sink = try WebhookSink([.status(400, body: "\u{1b}[31m" + String(repeating: "x", count: 100_000))])
        defer { sink.stop() }
        let attempt = try await channel().deliver(try Parcels.parcel(Parcels.hook(sink.url)))
        #expect(attempt.answer.text.count <= 220 && attempt.answer.text.hasPrefix("\\u{1b}"))
    }

    @Test(
        "an address that is not allowed is never connected to",
        arguments: [
            "http://127.0.0.1:PORT/", "http://localhost:PORT/", "https://localhost:PORT/", "http://[::1]:PORT/",
        ]
    )
    func refused(_ url: String) async throws {
        let sink = try WebhookSink()
        defer { sink.stop() }
        let route = Parcels.hook(url.replacing("PORT", with: "\(sink.port)"))
        let attempt = try await channel([]).deliver(try Parcels.parcel(route))
        switch attempt.verdict {
        case .transient(.target, _), .permanent(.target): break
        default: Issue.record("\(attempt)")
        }
        #expect(sink.received.isEmpty)
    }

    @Test(
        "a secret that is missing or wrong is said, not shown, and tried again",
        arguments: ["none", "broken", "../hook", nil]
    )
    func secret(_ name: String?) async throws {
        let sink = try WebhookSink()
        defer { sink.stop() }
        let attempt = try await channel().deliver(try Parcels.parcel(Parcels.hook(sink.url, secretRef: name)))
        #expect(attempt.verdict == .transient(.secret, wait: nil))
        #expect(!attempt.answer.text.contains("not a secret") && sink.received.isEmpty)
    }

    @Test("a name that does not resolve and a port where nobody listens are tried again")
    func unreachable() async throws {
        let nobody = try await channel().deliver(try Parcels.parcel(Parcels.hook("http://127.0.0.1:1/")))
        #expect(nobody.verdict == .transient(.unreachable, wait: nil))
        let nowhere = try await channel().deliver(try Parcels.parcel(Parcels.hook("https://nowhere.invalid/")))
        #expect(nowhere.verdict == .transient(.name, wait: nil))
    }
}
