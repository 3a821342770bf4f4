import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Testing
import ZeroMQ

@testable import Notifier
@testable import ServiceKit

@Suite("The service, with a store behind real sockets", .timeLimit(.minutes(1)))
struct ServiceTests {
    let store: StoreStandIn
    let scratch: ScratchDirectory
    let log = MemoryLog()

    init() throws {
        store = try StoreStandIn()
        scratch = try ScratchDirectory(["hook": Parcels.secret, "hook2": Parcels.secret])
        try CurveKeyFile.write(store.keys, named: "store", in: scratch.path)
        try CurveKeyFile.write(store.clientKeys, named: "notifier", in: scratch.path)
    }

    private func context(webhookTimeout: String = "2s") throws -> ServiceContext {
        let arguments = [
            "--ingest", store.endpoints[0], "--feed", store.endpoints[1], "--query", store.endpoints[2],
            "--key", "\(scratch.path)/notifier.key", "--store-key", "\(scratch.path)/store.pub",
            "--secrets", scratch.path, "--directory", "\(scratch.path)/out", "--webhook-allow", "127.0.0.0/8",
            "--webhook-timeout", webhookTimeout,
        ]
        var loader = ConfigurationLoader(NotifierService.declaration.allKeys)
        guard case .ready(_, let configuration) = loader.load(arguments: arguments, environment: [:]) else {
            throw SecretsError(name: "arguments", reason: "are wrong")
        }
        return ServiceContext(configuration: configuration, log: Log(service: "notifier", level: .debug, to: log))
    }

    private func publish(_ routes: [Route], tenant: String = "acme", number: UInt64 = 500) throws {
        var profile = Samples.profile(routes)
        profile.id = tenant
        try store.record(
            message(
                .tenantUpdated,
                number,
                subject: tenant,
                tenant,
                TenantUpdated(profile: profile, digest: "sha256:0")
            )
        )
    }

    private func raise(_ alert: Alert) throws {
        try store.record(
            message(.alertRaised, alert.id.low & 0xFFFF, subject: alert.id.text, alert.tenant, alert.content)
        )
    }

    private func message(
        _ kind: Kind,
        _ number: UInt64,
        subject: String,
        _ tenant: String?,
        _ data: some Encodable
    ) throws -> Message {
        let header = MessageHeader(
            id: Samples.id(number),
            kind: kind,
            source: "//settei/test",
            tenant: tenant,
            subject: subject,
            time: Samples.openedAt
        )
        return try Message(header, data: data)
    }

    private func publishTexts() throws {
        let content = """
            {"rules":[{"id":"aws.s3.block-public-access","category":"3","level":"basic","severity":"critical",
            "title":{"en":"Public","ja":"公開されています"},"risk":{"en":"r","ja":"r"},"remedy":{"en":"m","ja":"m"},"controls":[]}]}
            """
        let document = PolicyDocument(document: "aws", part: .texts, version: "1", content: Array(content.utf8))
        let submitted = PolicySubmitted(
            document: "aws",
            part: .texts,
            version: "1",
            digest: document.digest,
            content: RawJSON(trusted: document.content)
        )
        try store.record(message(.policySubmitted, 600, subject: document.reference.subject, nil, submitted))
        let digest = DerivedID.manifestDigest(of: [document.reference])
        let manifest = PolicyPublished(version: 1, digest: digest, previous: nil, documents: [document.reference])
        try store.record(message(.policyPublished, 601, subject: "policy", nil, manifest))
    }

    @Test("an alert becomes a plan, a webhook and files, each told to the store with its id")
    func pipeline() async throws {
        let sink = try WebhookSink([.status(503), .status(200)])
        defer { sink.stop() }
        try publishTexts()
        try publish([Parcels.hook(sink.url), Route(id: "files", channel: .directory)])
        let service = try NotifierService(context())
        let running = Task { try await service.run() }
        try raise(Samples.opened)
        let store = store
        await waitUntil { store.messages(.notificationSent).count == 2 }
        running.cancel()
        try await running.value

        let plan = try #require(store.messages(.notificationPlanned).first).decode(NotificationPlanned.self)
        #expect(plan.deliveries.map(\.route) == ["hook", "files"] && store.messages(.notificationPlanned).count == 1)
        let failed = try #require(store.messages(.notificationFailed).first).decode(NotificationFailed.self)
        #expect(failed.reason == "busy" && failed.nextAttemptAt != nil && failed.delivery == 1)
        let sent = try store.messages(.notificationSent).map { try $0.decode(NotificationSent.self) }
        #expect(Set(sent.map(\.route)) == ["hook", "files"])
        #expect(sink.received.count == 2 && Set(sink.received.map { $0.headers["webhook-id"] }).count == 1)
        let body = try JSONDocument(sink.received[1].body).root
        #expect(body["data"]?["title"]?.string == "【重大】公開されています(customer-data)")
        let id = DerivedID.outside(alert: Samples.opened.id, route: "files")
        #expect(try scratch.files(in: "out/acme") == ["\(id).eml", "\(id).json"])
    }

    @Test("a tenant and words that come while it runs are used at once")
    func later() async throws {
        let service = try NotifierService(context())
        let running = Task { try await service.run() }
        let log = log
        await waitUntil { log.records("taking work").count == 1 }
        try publish([Route(id: "files", channel: .directory)])
        try publishTexts()
        try raise(Samples.opened)
        let store = store
        await waitUntil { store.messages(.notificationSent).count == 1 }
        running.cancel()
        try await running.value
        let sent = try #require(store.messages(.notificationSent).first).decode(NotificationSent.self)
        #expect(sent.route == "files")
    }

    @Test("a receiver that is gone is left alone by the next start too, until the profile changes")
    func gone() async throws {
        let sink = try WebhookSink([.status(410), .status(200)])
        defer { sink.stop() }
        let store = store
        try publish([Parcels.hook(sink.url)])
        try await run {
            try raise(Samples.opened)
            await waitUntil { store.messages(.notificationFailed).count == 1 }
        }
        try await run {
            try raise(Samples.resolved)
            await waitUntil { store.messages(.notificationSent).count == 1 }
            #expect(sink.received.count == 1)
        }
        // What is recorded before a start is known before work is taken.
        try publish([Parcels.hook(sink.url, secretRef: "hook2")], number: 501)
        try await run {
            try raise(Samples.alert([Samples.transition()], number: 3))
            await waitUntil { store.messages(.notificationSent).count == 2 }
        }
        #expect(sink.received.count == 2)
        let routes = try store.messages(.notificationSent).map { try $0.decode(NotificationSent.self).route }
        #expect(routes == [OperatorRoute.id, "hook"])
    }

    @Test("a hanging receiver holds up nobody else, and one tenant's alerts reach nobody but it")
    func apart() async throws {
        let hanging = try WebhookSink([.hang])
        let quick = try WebhookSink()
        defer {
            hanging.stop()
            quick.stop()
        }
        let store = store
        try publish([Parcels.hook(hanging.url)])
        try publish([Parcels.hook(quick.url)], tenant: "globex", number: 501)
        try await run(webhookTimeout: "60s") {
            try raise(Samples.opened)
            _ = await hanging.wait(for: 1)
            for number in 10..<30 {
                try raise(Samples.alert([Samples.transition()], tenant: "globex", number: UInt64(number)))
            }
            // Before the other's minute is over.
            #expect(await quick.wait(for: 20).count == 20)
            await waitUntil { store.messages(.notificationSent).count == 20 }
            #expect(hanging.received.count == 1)
            hanging.stop()
        }
        #expect(quick.received.allSatisfy { $0.text.contains(#""tenant":"globex""#) })
        #expect(hanging.received.allSatisfy { $0.text.contains(#""tenant":"acme""#) })
    }

    private func run(webhookTimeout: String = "2s", _ body: () async throws -> Void) async throws {
        let service = try NotifierService(context(webhookTimeout: webhookTimeout))
        let running = Task { try await service.run() }
        try await body()
        running.cancel()
        try await running.value
    }
}
