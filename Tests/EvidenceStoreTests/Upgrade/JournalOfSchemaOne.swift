import Crypto
import EvidenceLog
import Foundation
import JSON
import Messages
import SQL

@testable import EvidenceStore

/// Writes a journal as the release with schema 1 did: everything in plain, leaves of version 1.
final class JournalOfSchemaOne {
    static let marker = "PLAINTEXT-payroll-bucket"
    static let resource = Resource(
        provider: "aws",
        account: "111122223333",
        region: "ap-northeast-1",
        type: "AWS::S3::Bucket",
        id: marker
    )
    static let policy = PolicyReference(version: 1, digest: "sha256:" + String(repeating: "1", count: 64))

    let directory: String
    let configuration: JournalConfiguration
    let now = Timestamp(milliseconds: 1_795_136_523_000)
    private(set) var leaves: [Digest] = []
    private(set) var bytes: [[UInt8]] = []
    private let database: Database
    private var hasher = LeafHasher()
    private var serial: UInt64 = 0
    private var last: [Kind: Int64] = [:]
    private var sizes: [Int64: Int64] = [:]

    /// - Parameter names: of principals and kinds are written as they come.
    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "one-\(UUID().uuidString)").path()
        configuration = JournalConfiguration(directory: directory)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        database = try Database(path: directory + "/journal.sqlite")
        try database.pragma("journal_mode", "WAL")
        try database.execute(SchemaOne.definition)
        try database.execute("PRAGMA user_version = 1")
        try database.run("INSERT INTO meta (name, value) VALUES ('created_at', ?), ('epoch', 3)", now.microseconds)
        try database.execute("INSERT INTO tenants (id, name) VALUES (1, 'acme'), (2, '')")
    }

    deinit {
        for suffix in ["", "-keys"] { try? FileManager.default.removeItem(atPath: directory + suffix) }
    }

    /// Leaves the files as a killed process would: what was written last is in the write-ahead log alone.
    func abandon() throws -> String {
        let copy = directory + "-copy"
        try FileManager.default.copyItem(atPath: directory, toPath: copy)
        return copy
    }

    /// Fills it: a change, its assessment with a finding and an alert, the plan, a delivery that was made, an open change, a recheck.
    func fill() throws {
        let change = try append(changeMessage(), "acme-ci")
        let item = DerivedID.item(cause: change, recordedAt: now, kind: .assess, trigger: .change)
        let assessed = try append(assessment(item, change, .change), "config-checker", isAnswer: true)
        let key = Self.resource.key
        let finding = DerivedID.finding(tenant: "acme", resourceKey: key, rule: "r1")
        let told = try append(findingMessage(finding, assessed, change), JournalNames.store)
        let alert = try append(alertMessage(finding, assessed, change), JournalNames.store)
        let plan = DerivedID.item(cause: alert, recordedAt: now, kind: .plan)
        let planned = try append(planMessage(plan, alert), "notifier", isAnswer: true)
        let delivery = DerivedID.item(cause: planned, recordedAt: now, kind: .deliver, route: "mail", delivery: 1)
        _ = try append(sentMessage(delivery, planned, alert), "notifier", isAnswer: true)
        let waiting = try append(changeMessage(), "acme-ci")
        let open = DerivedID.item(cause: waiting, recordedAt: now, kind: .assess, trigger: .change)
        let recheck = DerivedID.item(
            cause: change,
            recordedAt: now,
            kind: .assess,
            trigger: .policy,
            policy: Self.policy.digest
        )
        try fillTables(item: item, open: open, recheck: recheck)
        _ = told
        try database.run(
            "INSERT INTO batches VALUES (1, ?, ?)",
            bytes.count,
            chain().bytes
        )
    }

    func chain() -> Digest {
        var chain = BatchChain(after: BatchChain.origin)
        for leaf in leaves { chain.append(leaf) }
        return chain.finish()
    }

    /// What the upgrade takes over and does not compute.
    private func fillTables(item: MessageID, open: MessageID, recheck: MessageID) throws {
        try database.run(
            "INSERT INTO resources (id, tenant, key, type, first_change) VALUES (1, 1, ?, 'AWS::S3::Bucket', 1)",
            Self.resource.key
        )
        func obligation(_ item: MessageID, state: Int, message: Int, trigger: Int, answer: Int?) throws {
            try database.run(
                """
                INSERT INTO obligations (item, kind, state, tenant, lane, message, trigger, due_at, attempts, deaths, met_at, answer)
                VALUES (?1, 1, ?2, 1, 1, ?3, ?4, ?5, 2, 1, ?6, ?7)
                """,
                item.bytes,
                state,
                message,
                trigger,
                now.microseconds,
                answer == nil ? nil : now.microseconds,
                answer
            )
        }
        try obligation(item, state: 2, message: 1, trigger: 1, answer: 2)
        try obligation(open, state: 1, message: 7, trigger: 1, answer: nil)
        try obligation(recheck, state: 1, message: 1, trigger: 2, answer: nil)
        try database.run(
            """
            INSERT INTO refusals (principal, minute, code, sender, token, place, why, size, hash, at)
            VALUES (1, 1, 'bad-data', 's', 't', ?1, 'w', 3, zeroblob(32), ?2)
            """,
            Self.marker,
            now.microseconds
        )
        try database.execute("INSERT INTO refusal_minutes VALUES (1, 1, 'bad-data', 1)")
        try database.run(
            """
            INSERT INTO summaries (id, tenant, reason, state, started_at, last_at, resources, low, medium, high, critical, resolved)
            VALUES (4, 1, 1, 1, ?1, ?1, 1, 0, 0, 0, 1, 0)
            """,
            now.microseconds
        )
        try database.run(
            "INSERT INTO summary_transitions VALUES (4, 0, 11, zeroblob(32), ?)",
            Array(#"{"finding":"\#(Self.marker)"}"#.utf8)
        )
    }

    // MARK: Messages

    private func changeMessage() throws -> Message {
        let data = ConfigChanged(
            resource: Self.resource,
            configuration: RawJSON(trusted: Array("{}".utf8)),
            observedAt: now,
            change: Change(action: .update, source: "aws-config")
        )
        return try Message(header(nextID(), .configChanged, Self.resource.key), data: data)
    }

    private func assessment(_ item: MessageID, _ change: MessageID, _ trigger: Trigger) throws -> Message {
        let data = ConfigAssessed(
            change: change,
            resource: Self.resource,
            policy: Self.policy,
            trigger: trigger,
            outcomes: [.fail()],
            cost: 1,
            durationMicroseconds: 1,
            work: work(item)
        )
        return try Message(header(item, .configAssessed, Self.resource.key, change)) { data.write(to: &$0) }
    }

    private func findingMessage(_ finding: String, _ assessment: MessageID, _ change: MessageID) throws -> Message {
        // Releases with schema 1 made this id of the finding's.
        let id = DerivedID.derived(from: assessment, role: Kind.findingOpened.rawValue + "/" + finding)
        let state = FindingChanged(
            finding: finding,
            resource: Self.resource,
            rule: "r1",
            category: "3",
            severity: .critical,
            status: .open,
            since: now,
            explanation: RuleOutcome.fail().explanation,
            assessment: assessment,
            change: change,
            policy: Self.policy,
            unsure: false,
            flapping: .none
        )
        return try Message(header(id, .findingOpened, finding, assessment), data: state)
    }

    private func alertMessage(_ finding: String, _ assessment: MessageID, _ change: MessageID) throws -> Message {
        try DerivedMessages.alert(
            DerivedMessages.ResourceAlert(
                tenant: "acme",
                assessment: assessment,
                resource: Self.resource,
                trigger: .change,
                change: change,
                observedAt: now,
                action: .update,
                transitions: []
            ),
            at: now
        )
    }

    private func planMessage(_ item: MessageID, _ alert: MessageID) throws -> Message {
        let data = NotificationPlanned(
            alert: alert,
            deliveries: [
                PlannedDelivery(route: "mail", channel: .email, language: .ja, template: "t", recipient: Self.marker)
            ],
            suppressed: [],
            work: work(item)
        )
        return try Message(header(item, .notificationPlanned, alert.text, alert), data: data)
    }

    private func sentMessage(_ item: MessageID, _ plan: MessageID, _ alert: MessageID) throws -> Message {
        let data = NotificationSent(
            alert: alert,
            route: "mail",
            channel: .email,
            delivery: 1,
            outsideId: DerivedID.outside(alert: alert, route: "mail"),
            answer: ReceiverAnswer(code: 250, text: "ok"),
            work: work(item)
        )
        return try Message(header(item, .notificationSent, "\(alert.text)/mail", plan), data: data)
    }

    private func header(_ id: MessageID, _ kind: Kind, _ subject: String, _ cause: MessageID? = nil) -> MessageHeader {
        MessageHeader(
            id: id,
            kind: kind,
            source: "//settei/x",
            tenant: "acme",
            subject: subject,
            time: now,
            causation: cause
        )
    }

    private func work(_ item: MessageID) -> WorkDone {
        WorkDone(item: item, attempt: 1, replica: MessageSample.sender, receivedAt: now, finishedAt: now)
    }

    private func nextID() -> MessageID {
        serial += 1
        return MessageID(version7At: now, random: (serial, serial &* 0x9e37_79b9_7f4a_7c15))
    }

    private func append(_ message: Message, _ principal: String, isAnswer: Bool = false) throws -> MessageID {
        let id = try number(principal, in: "principals")
        let kind = try number(message.header.kind.rawValue, in: "kinds")
        let seq = Int64(bytes.count + 1)
        let salt = [UInt8](repeating: UInt8(seq), count: 16)
        let content = hasher.contentHash(salt: salt, message: message.bytes)
        let header = LeafHeader(
            tenant: "acme",
            index: UInt64(seq - 1),
            recordedAt: now.microseconds,
            clock: .synchronised,
            principal: principal,
            kind: message.header.kind.rawValue,
            idHigh: message.header.id.high,
            idLow: message.header.id.low
        )
        let leaf = hasher.leafHash(header, content: content)
        try database.run(
            """
            INSERT INTO messages (seq, id, owner, principal, kind, tenant, subject, time, recorded_at, clock, cause, previous,
            log_index, salt, content_hash, leaf_hash, payload)
            VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?7, 1, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """,
            seq,
            message.header.id.bytes,
            isAnswer ? 0 : id,
            id,
            kind,
            message.header.subject,
            now.microseconds,
            message.header.causation?.bytes,
            last[message.header.kind] ?? 0,
            seq - 1,
            salt,
            content.bytes,
            leaf.bytes,
            message.bytes
        )
        last[message.header.kind] = seq
        leaves.append(leaf)
        bytes.append(message.bytes)
        return message.header.id
    }

    private func number(_ name: String, in table: String) throws -> Int64 {
        try database.run("INSERT INTO \(table) (name) VALUES (?) ON CONFLICT DO NOTHING", name)
        return try database.first("SELECT id FROM \(table) WHERE name = ?", name) { $0.int64(0) } ?? 0
    }
}
