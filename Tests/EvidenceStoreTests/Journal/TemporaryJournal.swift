import Foundation
import Messages
import SQL
import TestSupport

@testable import EvidenceStore

/// A journal in a directory of its own, a clock that the test moves, and messages to put in.
final class TemporaryJournal {
    static let bucketKey = resource("bucket").key
    static let digestOne = "sha256:" + String(repeating: "1", count: 64)
    static let digestTwo = "sha256:" + String(repeating: "2", count: 64)

    /// Whether the journals of this run are on a PostgreSQL server of the tests' own: `SETTEI_TEST_JOURNAL=postgresql`.
    static let isOnServer = ProcessInfo.processInfo.environment["SETTEI_TEST_JOURNAL"] == "postgresql"

    let directory: String
    var configuration: JournalConfiguration
    var now = Timestamp(milliseconds: 1_795_136_523_000)
    private var opened: Journal?
    private var reading: JournalReader?
    private var serial: UInt64 = 0

    init(_ configure: (inout JournalConfiguration) -> Void = { _ in }) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)").path()
        let place = Self.isOnServer ? try PostgresServer.shared().makeDatabase() : directory
        configuration = JournalConfiguration(directory: place, keys: EvidenceKeys(in: directory + "-keys"))
        configure(&configuration)
        opened = try Journal(configuration: configuration, now: now)
        guard Self.isOnServer else { return }
        try journal.database.execute(
            "CREATE FUNCTION zeroblob(INTEGER) RETURNS BYTEA LANGUAGE sql AS 'SELECT decode(repeat(''00'', $1::int), ''hex'')'"
        )
    }

    /// Changes rows behind the store's back, in SQLite's words.
    func alter(_ sql: String) throws {
        let own =
            Self.isOnServer
            ? sql.replacing("CAST(", with: "(").replacing(" AS BLOB)", with: ")").replacing(
                "x'01'",
                with: "decode('01', 'hex')"
            )
            : sql
        try journal.database.execute(own)
    }

    /// SQL that gives one byte of a sealed message another value: what is sealed is random, and may hold any already.
    static func changingByte(of seq: Int) -> String {
        """
        UPDATE messages SET sealed = CAST(substr(sealed, 1, 40)
            || CASE WHEN substr(sealed, 41, 1) = zeroblob(1) THEN x'01' ELSE zeroblob(1) END || substr(sealed, 42) AS BLOB)
        WHERE seq = \(seq)
        """
    }

    deinit {
        opened = nil
        try? FileManager.default.removeItem(atPath: directory)
        try? FileManager.default.removeItem(atPath: directory + "-keys")
    }

    var journal: Journal {
        guard let opened else { preconditionFailure("the journal is closed") }
        return opened
    }

    func reader() throws -> JournalReader {
        if let reading { return reading }
        let reader = try JournalReader(configuration)
        reading = reader
        return reader
    }

    /// Has the next ``reader()`` opened anew, as one that has no key in memory.
    func forgetReader() { reading = nil }

    /// Closes the journal without a word to it, and opens it again.
    func reopen() throws {
        opened = nil
        reading = nil
        opened = try Journal(configuration: configuration, now: now)
    }

    func close() {
        opened = nil
        reading = nil
    }

    /// Copies the files as they are, which is what a killed process leaves, and returns the new directory.
    func image() throws -> String {
        let copy = directory + "-image"
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        for name in ["journal.sqlite", "journal.sqlite-wal"] {
            try FileManager.default.copyItem(atPath: directory + "/" + name, toPath: copy + "/" + name)
        }
        try FileManager.default.copyItem(atPath: directory + "-keys", toPath: copy + "-keys")
        return copy
    }

    /// Checks the whole chain, as the checkpoint thread does.
    func verifyAll() throws -> [Damage] {
        let check = try BackgroundVerification(configuration, vault: journal.vault)
        while !check.isComplete { _ = try check.step() }
        return check.damages
    }

    /// What a fresh rebuild finds; `known` has the messages that are no whole envelopes.
    func differences(_ known: [MessageID: Incoming] = [:]) throws -> [String] {
        try Rebuild.differences(in: configuration, now: now, read: Self.reading(known))
    }

    static func reading(_ known: [MessageID: Incoming]) -> Rebuild.Reader {
        { message in
            if let incoming = known[message.id] { return (incoming.header, incoming.facts) }
            return try Rebuild.validated(message)
        }
    }

    func advance(_ duration: Duration) { now = now + duration }

    func commit(_ batch: Incoming...) throws -> Commit { try journal.commit(batch, now: now) }

    func tick() throws -> Commit { try journal.tick(now: now) }

    func nextID() -> MessageID {
        serial += 1
        return MessageID(version7At: now, random: (serial, serial &* 0x9e37_79b9_7f4a_7c15))
    }

    // MARK: Messages

    static func resource(_ name: String) -> Resource {
        Resource(provider: "aws", account: "111122223333", region: "ap-northeast-1", type: "AWS::S3::Bucket", id: name)
    }

    func change(
        _ name: String = "bucket",
        tenant: String = "acme",
        id: MessageID? = nil,
        observed: Duration = .zero,
        version: Int64? = nil,
        source: String = "aws-config",
        action: ChangeAction = .update,
        actor: String? = nil,
        body: String = "{}",
        principal: String = "acme-ci"
    ) -> Incoming {
        let resource = Self.resource(name)
        let header = MessageHeader(
            id: id ?? nextID(),
            kind: .configChanged,
            source: "//settei/acme-ci",
            tenant: tenant,
            subject: resource.key,
            time: now
        )
        let prefix = #"{"id":"\#(header.id)","actor":"#
        let text = prefix + (actor ?? "null") + #","subject":"\#(resource.key)","data":\#(body)}"#
        let facts = ChangeFacts(
            resource: resource,
            key: resource.key,
            observedAt: now + observed,
            version: version,
            source: source,
            action: action,
            actor: actor.map { prefix.utf8.count..<prefix.utf8.count + $0.utf8.count }
        )
        return incoming(header, .change(facts), text, principal)
    }

    func assessment(
        of item: WorkItem,
        _ outcomes: [RuleOutcome],
        policy: PolicyReference = PolicyReference(version: 1, digest: TemporaryJournal.digestOne)
    ) -> Incoming {
        let facts = AssessmentFacts(
            policy: policy,
            trigger: item.trigger ?? .change,
            outcomes: outcomes,
            work: work(item)
        )
        return answer(
            item,
            .configAssessed,
            Self.resource("bucket").key,
            .assessment(facts),
            principal: "config-checker"
        )
    }

    func plan(_ item: WorkItem, routes: String...) -> Incoming {
        answer(item, .notificationPlanned, item.message.id.text, .planned(PlannedFacts(routes: routes)))
    }

    func sent(_ item: WorkItem) -> Incoming {
        let facts = DeliveredFacts(route: item.route ?? "", delivery: item.delivery ?? 0, failure: nil)
        return answer(item, .notificationSent, item.message.id.text + "/" + facts.route, .delivered(facts))
    }

    func failed(_ item: WorkItem, reason: String = "timeout", next: Timestamp?) -> Incoming {
        let failure = DeliveredFacts.Failure(reason: reason, nextAttemptAt: next)
        let facts = DeliveredFacts(route: item.route ?? "", delivery: item.delivery ?? 0, failure: failure)
        return answer(item, .notificationFailed, item.message.id.text + "/" + facts.route, .delivered(facts))
    }

    func document(_ name: String, digest: String) -> Incoming {
        let facts = DocumentFacts(document: name, part: .rules, version: "1.0.0", digest: digest)
        let header = MessageHeader(
            id: nextID(),
            kind: .policySubmitted,
            source: "//settei/policy-registry",
            tenant: nil,
            subject: "\(name)/rules@\(digest)",
            time: now
        )
        return incoming(header, .document(facts), #"{"id":"\#(header.id)"}"#, "policy-registry")
    }

    func manifest(_ version: Int64, digest: String, previous: String?, documents: [String] = []) -> Incoming {
        let references = documents.map {
            PolicyDocumentReference(document: $0, part: .rules, version: "1.0.0", digest: "sha256:\($0)")
        }
        let facts = ManifestFacts(version: version, digest: digest, previous: previous, documents: references)
        let header = MessageHeader(
            id: nextID(),
            kind: .policyPublished,
            source: "//settei/policy-registry",
            tenant: nil,
            subject: "policy",
            time: now
        )
        return incoming(header, .manifest(facts), #"{"id":"\#(header.id)"}"#, "policy-registry")
    }

    func retry(_ item: MessageID) -> Incoming {
        let header = MessageHeader(
            id: nextID(),
            kind: .deadLetterRetried,
            source: "//settei/operator",
            tenant: nil,
            subject: item.text,
            time: now
        )
        return incoming(header, .retried(item), #"{"id":"\#(header.id)"}"#, "operator")
    }

    /// A message of an operator's about the store itself.
    func operatorSays(_ kind: Kind, _ subject: String, _ facts: MessageFacts) -> Incoming {
        let header = MessageHeader(
            id: nextID(),
            kind: kind,
            source: "//settei/operator",
            tenant: nil,
            subject: subject,
            time: now
        )
        return incoming(header, facts, #"{"id":"\#(header.id)"}"#, "operator")
    }

    private func answer(
        _ item: WorkItem,
        _ kind: Kind,
        _ subject: String,
        _ facts: MessageFacts,
        principal: String = "notifier"
    ) -> Incoming {
        let header = MessageHeader(
            id: item.item,
            kind: kind,
            source: "//settei/\(principal)",
            tenant: item.tenant,
            subject: subject,
            time: now,
            causation: item.message.id
        )
        return incoming(header, facts, #"{"id":"\#(item.item)","at":"\#(now)"}"#, principal)
    }

    private func work(_ item: WorkItem) -> WorkDone {
        WorkDone(item: item.item, attempt: 1, replica: "r", receivedAt: now, finishedAt: now)
    }

    private func incoming(_ header: MessageHeader, _ facts: MessageFacts, _ text: String, _ principal: String)
        -> Incoming
    {
        Incoming(
            bytes: Array(text.utf8),
            header: header,
            facts: facts,
            principal: principal,
            reply: ReplyHandle(index: Int(serial)),
            receivedAt: now,
            peer: Peer(principal: principal, address: "192.0.2.7", protocol: "zmtp/3.1 curve")
        )
    }
}

extension RuleOutcome {
    static func fail(
        _ rule: String = "r1",
        _ severity: Severity = .critical,
        value: String = "false"
    ) -> RuleOutcome {
        RuleOutcome(
            rule: rule,
            outcome: .fail,
            severity: severity,
            category: "3",
            message: "open to the world",
            explanation: Explanation(path: "config.public", value: value, expression: "config.public")
        )
    }

    static func other(_ outcome: Outcome, _ rule: String = "r1", _ severity: Severity = .critical) -> RuleOutcome {
        RuleOutcome(rule: rule, outcome: outcome, severity: severity, category: "3")
    }
}

extension Commit {
    var outcomes: [AppendResult] { results.map(\.outcome) }

    var kinds: [Kind] { recorded.map(\.kind) }

    func text(of kind: Kind) -> String {
        recorded.last { $0.kind == kind }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    }
}
