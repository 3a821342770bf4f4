import Bus
import JSON
import Messages
import Rules
import Synchronization
import Testing

@testable import ConfigChecker

@Suite("The checker's policy is the one in force")
struct PolicyFollowerTests {
    let journal = TableSource()
    let keeper = PolicyKeeper()
    let events = EventLog()

    private var follower: PolicyFollower {
        PolicyFollower(
            source: journal,
            keeper: keeper,
            limits: PolicySet.Limits(),
            pause: .milliseconds(1),
            report: { [events] in events.append($0) }
        )
    }

    @Test("without a policy the checker says so and has none")
    func none() async {
        await follower.run()
        #expect(keeper.policy == nil)
        #expect(keeper.current.problem == "no policy has been published yet")
    }

    @Test("the latest policy is adopted, then each that follows")
    func follows() async throws {
        let first = try journal.publish(CheckerFixture.documents(), after: nil)
        let second = try journal.prepare(CheckerFixture.documents(version: "2"), after: first)
        journal.follow([second])
        await follower.run()
        #expect(events.adopted == [1, 2])
        #expect(keeper.policy?.reference.digest == second.digest)
        #expect(keeper.current.problem == nil)
    }

    @Test("a policy that does not compile leaves the one before in use")
    func broken() async throws {
        let first = try journal.publish(CheckerFixture.documents(), after: nil)
        let second = try journal.prepare(CheckerFixture.documents(check: "config.", version: "2"), after: first)
        journal.follow([second])
        await follower.run()
        #expect(keeper.policy?.reference.version == 1)
        #expect(keeper.current.problem == "policy 2 does not compile (1 mistakes)")
        #expect(keeper.current.compileErrors == 1)
    }

    @Test("documents with other bytes than their digest are never used")
    func altered() async throws {
        journal.alterDocuments()
        _ = try journal.publish(CheckerFixture.documents(), after: nil)
        // The first reading fails; the second finds a journal that was mended.
        journal.onFailure = { [journal] in journal.mendDocuments() }
        await follower.run()
        #expect(events.unreadable.first?.contains("is not what its digest says") == true)
        #expect(keeper.policy?.reference.version == 1)
    }

    @Test("documents that did not change are not fetched again")
    func cached() async throws {
        let documents = CheckerFixture.documents()
        let first = try journal.publish(documents, after: nil)
        let retiredOther = try journal.prepare(documents, after: first, retired: ["other"])
        journal.follow([retiredOther])
        await follower.run()
        #expect(journal.documentFetches == 1)
    }
}

/// A journal of policies in memory.
final class TableSource: PolicySource {
    private struct State {
        var messages: [Message] = []
        var stream: [Message] = []
        var fetches = 0
        var isAltered = false
        var onFailure: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var documentFetches: Int { state.withLock { $0.fetches } }
    var onFailure: (@Sendable () -> Void)? {
        get { state.withLock { $0.onFailure } }
        set { state.withLock { $0.onFailure = newValue } }
    }

    func alterDocuments() { state.withLock { $0.isAltered = true } }
    func mendDocuments() { state.withLock { $0.isAltered = false } }

    /// Records documents and their manifest.
    func publish(_ documents: [PolicyDocument], after current: PolicyPublished?) throws -> PolicyPublished {
        let manifest = try prepare(documents, after: current)
        let message = try Message(Self.header(.policyPublished, "policy"), data: manifest)
        state.withLock { $0.messages.append(message) }
        return manifest
    }

    /// Records documents and returns the manifest that would name them.
    func prepare(
        _ documents: [PolicyDocument],
        after current: PolicyPublished?,
        retired: [String] = []
    ) throws -> PolicyPublished {
        for document in documents {
            let data = PolicySubmitted(
                document: document.document,
                part: document.part,
                version: document.version,
                digest: document.digest,
                content: RawJSON(trusted: document.content)
            )
            let message = try Message(Self.header(.policySubmitted, document.reference.subject), data: data)
            state.withLock { $0.messages.append(message) }
        }
        return PolicyManifest.following(current, documents: documents.map(\.reference), retired: retired)
    }

    /// Puts manifests on the stream that is followed.
    func follow(_ manifests: [PolicyPublished]) {
        let messages = manifests.compactMap { try? Message(Self.header(.policyPublished, "policy"), data: $0) }
        state.withLock { $0.stream = messages }
    }

    func latest(_ kind: Kind, _ subject: String) async throws -> FeedMessage? {
        let (bytes, isAltered) = state.withLock { state in
            if kind == .policySubmitted { state.fetches += 1 }
            let found = state.messages.last { $0.header.kind == kind && $0.header.subject == subject }?.bytes
            return (found, state.isAltered && kind == .policySubmitted)
        }
        guard var bytes else { return nil }
        if isAltered {
            // "high" becomes "low": valid, and another digest.
            let text = String(decoding: bytes, as: UTF8.self).replacing(
                #""severity":"high""#,
                with: #""severity":"low""#
            )
            bytes = Array(text.utf8)
            onFailure?()
        }
        return FeedMessage(position: Position(epoch: "1", seq: 1), bytes: bytes)
    }

    func followManifests(after seq: Int64, _ body: (FeedMessage) async throws -> Void) async throws {
        for message in state.withLock({ $0.stream }) {
            try await body(FeedMessage(position: Position(epoch: "1", seq: 2), bytes: message.bytes))
        }
    }

    private static func header(_ kind: Kind, _ subject: String) -> MessageHeader {
        MessageHeader(
            id: MessageID(version7At: CheckerFixture.received, random: (UInt64.random(in: 0...99), 1)),
            kind: kind,
            source: "//settei/test",
            tenant: nil,
            subject: subject,
            time: CheckerFixture.received
        )
    }
}

/// What was reported.
final class EventLog: Sendable {
    private let events = Mutex<[PolicyFollower.Event]>([])

    func append(_ event: PolicyFollower.Event) { events.withLock { $0.append(event) } }

    var adopted: [Int64] {
        events.withLock { $0 }.compactMap { event in
            if case .adopted(let reference, _) = event { reference.version } else { nil }
        }
    }

    var unreadable: [String] {
        events.withLock { $0 }.compactMap { event in
            if case .unreadable(let reason) = event { reason } else { nil }
        }
    }
}
