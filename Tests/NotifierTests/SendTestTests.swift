import Foundation
import JSON
import Messages
import TestSupport
import Testing

@testable import Notifier

@Suite("Trying a tenant's routes")
struct SendTestTests {
    @Test("a test goes to every route, says that it is one, and each receiver's answer is told")
    func run() async throws {
        let sink = try WebhookSink([.status(200, body: "thanks")])
        defer { sink.stop() }
        let scratch = try ScratchDirectory(["hook": Parcels.secret])
        let from = try #require(Parcels.from)
        let files = DirectoryChannel(directory: "\(scratch.path)/out", from: from, domain: "provider.example")
        let webhook = WebhookChannel(
            check: TargetCheck(allowed: [try #require(AddressBlock("127.0.0.0/8"))]),
            secrets: Secrets(directory: scratch.path)
        )
        let test = SendTest(
            channels: Channels(email: files, webhook: webhook, directory: files),
            planner: Planner(operatorRoute: nil),
            now: { Samples.openedAt }
        )
        var strict = Parcels.hook(sink.url)
        strict.minimumSeverity = .critical
        let lost = Route(id: "lost", channel: .webhook, url: "http://127.0.0.1:1/", secretRef: "hook")
        let results = try await test.run(Samples.profile([strict, Route(id: "files", channel: .directory), lost]))
        #expect(results.map(\.delivery.route) == ["hook", "files", "lost"])
        #expect(results.map(\.isSent) == [true, true, false])
        #expect(results[0].line == "hook (webhook to http://127.0.0.1:\(sink.port)): sent, 200 thanks")
        #expect(results[2].line.hasPrefix("lost (webhook to http://127.0.0.1:1): failed for now (unreachable), "))
        #expect(try JSONDocument(results[2].json).root["reason"]?.string == "unreachable")
        let body = try JSONDocument(try #require(sink.received.first).body).root
        #expect(body["type"]?.string == "alert.test" && body["data"]?["test"]?.bool == true)
    }

    @Test("a profile is read alone, as the data of its message, and as the whole message")
    func profile() throws {
        let profile = Samples.profile([Route(id: "files", channel: .directory)])
        let header = MessageHeader(
            id: Samples.id(1),
            kind: .tenantUpdated,
            source: "//settei/policy-registry",
            tenant: "acme",
            subject: "acme",
            time: Samples.openedAt
        )
        let message = try Message(header, data: TenantUpdated(profile: profile, digest: "sha256:0"))
        let whole = try JSONDocument(message.bytes).root
        for node in [whole, whole["data"], whole["data"]?["profile"]].compactMap(\.self) {
            #expect(try SendTest.profile(Array(node.source)) == profile)
        }
    }
}
