import Access
import Bus
import Foundation
import JSON
import Messages
import ServiceKit
import Testing
import Threading
import ZeroMQ

@testable import EvidenceStore

/// The store and the bus, each as it runs, over loopback TCP.
@Suite(.serialized, .timeLimit(.minutes(1))) final class StoreAndBusTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)").path()
    private let keys: [String: CurveKeyPair]
    private let storeKeys: CurveKeyPair
    private var store: StoreService
    private static let digest = DerivedID.manifestDigest(of: [])

    init() throws {
        storeKeys = try .generate()
        var keys: [String: CurveKeyPair] = [:]
        for name in ["acme-ci", "config-checker", "policy-registry"] { keys[name] = try .generate() }
        self.keys = keys
        store = try Self.start(directory, storeKeys, keys, at: nil)
    }

    deinit {
        store.stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    private static func start(
        _ directory: String,
        _ storeKeys: CurveKeyPair,
        _ keys: [String: CurveKeyPair],
        at endpoints: (external: FrontEndpoints, internal: FrontEndpoints)?
    ) throws -> StoreService {
        var principals = PrincipalList()
        for (name, role) in [
            ("acme-ci", Role.integrator), ("config-checker", .configChecker), ("policy-registry", .policyRegistry),
        ] {
            principals.add(Principal(name: name, role: role, tenants: ["acme"]), key: keys[name]?.publicKey.z85 ?? "")
        }
        var settings = StoreSettings(directory: directory, keys: storeKeys, principals: principals)
        if let endpoints {
            settings.external = endpoints.external
            settings.internal = endpoints.internal
        }
        return try StoreService(settings, log: Log(service: "evidence-store", level: .error))
    }

    private func restart() throws {
        let endpoints = store.endpoints
        store.stop()
        store = try Self.start(directory, storeKeys, keys, at: endpoints)
    }

    private func client(_ name: String, _ side: BusConfiguration.Side) throws -> BusClient {
        let endpoints = side == .internal ? store.endpoints.internal : store.endpoints.external
        return try BusClient(
            BusConfiguration(
                service: name,
                endpoints: .init(ingest: endpoints.ingest, feed: endpoints.feed, query: endpoints.query),
                side: side,
                storeKey: storeKeys.publicKey,
                keys: try #require(keys[name])
            )
        )
    }

    private func change(_ number: Int) -> OutgoingMessage {
        let id = MessageID(version7At: Timestamp(milliseconds: 1_763_600_000_000), random: (0, UInt64(number)))
        let text = MessageSample.message([
            ("id", "\"\(id.text)\""),
            ("subject", #""3:aws,12:111122223333,14:ap-northeast-1,15:AWS::S3::Bucket,13:customer-data""#),
        ])
        return OutgoingMessage(kind: .configChanged, bytes: Array(text.utf8))
    }

    @Test("what is published is followed once and in order, by replay and live, over a restart")
    func publishAndFollow() async throws {
        let publisher = try client("acme-ci", .external)
        let reader = try client("config-checker", .internal)
        _ = try await publisher.publish((0..<700).map(change))
        var iterator = reader.follow(.configChanged).makeAsyncIterator()
        var seen: [Int64] = []
        while seen.count < 700, let message = try await iterator.next() { seen.append(message.seq) }
        let outcomes = try await publisher.publish((500..<1_000).map(change))
        #expect(outcomes.filter { $0 == .repeat }.count == 200)
        try restart()
        _ = try await publisher.publish((1_000..<1_500).map(change))
        while seen.count < 1_500, let message = try await iterator.next() { seen.append(message.seq) }
        #expect(seen == seen.sorted())
        #expect(Set(seen).count == 1_500)
        let hello = try await publisher.query(QueryRequest(id: "", op: .hello))
        #expect(hello.body?.member("principal")?.string == "acme-ci")
        await publisher.stop()
        await reader.stop()
    }

    @Test("work goes to a replica that has the policy, and its answers are recorded")
    func work() async throws {
        let publisher = try client("acme-ci", .external)
        let registry = try client("policy-registry", .internal)
        let checker = try client("config-checker", .internal)
        _ = try await publisher.publish((0..<50).map(change))
        try await registry.publish(try manifest())
        checker.setPolicy(Self.digest)
        checker.takeWork([.assess], credit: 8) { item in
            let cause = try ReceivedMessage(item.bytes)
            let data = MessageSample.assessedData
                .replacingOccurrences(of: MessageSample.item, with: item.item.text)
                .replacingOccurrences(of: MessageSample.id, with: cause.header.id.text)
                .replacingOccurrences(of: MessageSample.sender, with: item.replica)
                .replacingOccurrences(of: "sha256:00", with: Self.digest)
            let text = MessageSample.message(
                kind: "config.assessed",
                data: data,
                [("id", "\"\(item.item.text)\""), ("causationid", "\"\(cause.header.id.text)\"")]
            )
            return [OutgoingMessage(kind: .configAssessed, bytes: Array(text.utf8))]
        }
        var seen = 0
        for try await message in checker.follow(.configAssessed) {
            #expect(message.position.principal == "config-checker")
            seen += 1
            if seen == 50 { break }
        }
        #expect(seen == 50)
        await checker.stop()
        #expect(checker.statistics.refused == 0)
        await registry.stop()
        await publisher.stop()
    }

    @Test("planned changes are answered by a ready checker, and nothing is recorded")
    func checks() async throws {
        let asker = try client("acme-ci", .external)
        let registry = try client("policy-registry", .internal)
        try await registry.publish(try manifest())
        await #expect(throws: BusError.query(.tenantNotAllowed, message: "acme-ci may not read tenant globex")) {
            _ = try await asker.query(self.check(of: "globex"))
        }
        await #expect(throws: BusError.query(.badRequest, message: "changes is missing")) {
            _ = try await asker.query(self.check(changes: []))
        }
        await #expect(throws: BusError.query(.badRequest, message: "each change must be an object")) {
            _ = try await asker.query(self.check(changes: ["[]"]))
        }
        await #expect(
            throws: BusError.query(
                .operationNotAllowed,
                message: "a principal of role policy-registry may not ask check"
            )
        ) {
            _ = try await registry.query(self.check())
        }
        let nobody = "no checker is ready: none is connected, or none has the policy in force yet"
        await #expect(throws: BusError.query(.unavailable, message: nobody)) { _ = try await asker.query(self.check()) }

        let checker = try client("config-checker", .internal)
        checker.setPolicy(Self.digest)
        checker.takeWork([.assess], credit: 8) { _ in [] }
        checker.takeChecks(credit: 4) { item in
            let task = try? JSONNodeDecoder().decode(CheckTask.self, from: JSONDocument(item.bytes).root)
            let body = RawJSON(
                trusted: Array(#"{"tenant":"\#(task?.tenant ?? "")","count":\#(task?.changes.count ?? 0)}"#.utf8)
            )
            return CheckAnswer(check: item.id, body: body)
        }
        let before = try await asker.query(QueryRequest(id: "", op: .hello))
        let reply = try await asker.query(check(changes: ["{}", "{}"]))
        #expect(reply.body?.member("tenant")?.string == "acme")
        #expect(reply.body?.member("count")?.int == 2)
        #expect(before.header.status == .ok)
        let request = check()
        let replies = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 { group.addTask { (try? await asker.query(request)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(replies == 100, "more than the desk holds of one tenant: busy, and asked again")
        var everything = QueryRequest(id: "", op: .replay)
        everything.kind = ""
        let recorded = try await registry.queryAll(everything).flatMap(\.messages)
        let kinds = try recorded.map { try ReceivedMessage($0.bytes).header.kind }
        // The question that was refused is told with the minute's others, which may be now; and the disk may be nearly full.
        let ofOthers: Set<Kind> = [.accessRefused, .operatorAlerted]
        #expect(
            kinds.filter { !ofOthers.contains($0) } == [.storeStarted, .storeConfigured, .policyPublished],
            "the start, the manifest, and nothing else"
        )

        await checker.stop()
        await #expect(throws: BusError.query(.unavailable, message: nobody)) { _ = try await asker.query(self.check()) }
        await registry.stop()
        await asker.stop()
    }

    private func check(of tenant: String = "acme", changes: [String] = ["{}"]) -> QueryRequest {
        var request = QueryRequest(id: "", op: .check)
        request.tenant = tenant
        request.changes = changes.map { PlannedChange(change: RawJSON(trusted: Array($0.utf8))) }
        return request
    }

    private func manifest() throws -> Message {
        let header = MessageHeader(
            id: MessageID(version7At: Timestamp(milliseconds: 1_763_600_000_000), random: (9, 9)),
            kind: .policyPublished,
            source: "//settei/policy-registry",
            tenant: nil,
            subject: "policy",
            time: Timestamp(milliseconds: 1_763_600_000_000)
        )
        let data = #"{"version":1,"digest":"\#(Self.digest)","previous":null,"documents":[],"retired":[]}"#
        return try Message(header) { $0.raw(Array(data.utf8)) }
    }
}
