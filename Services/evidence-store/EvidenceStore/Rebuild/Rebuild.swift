import Messages
import SQL

/// Computes every table that follows from the messages again, beside the journal, by the code that made them.
///
/// The tables are made in a place of their own (``RebuildPlaces``) that is looked into first: names that only the journal has, such as
/// `messages` and `keys`, are found there. Messages whose keys were destroyed are headers; what rested on them is taken over
/// from the journal's tables (``RebuildHoles``). What follows from no message is listed in SCHEMA.md.
final class Rebuild {
    /// Reads what a recorded message says, as the validator does for one that comes in; nil where it cannot be read.
    typealias Reader = (RecordedMessage) throws -> (header: MessageHeader, facts: MessageFacts)?

    /// Messages of one page.
    private static let page: Int64 = 500

    let database: Database
    let places: RebuildPlaces
    let journal: Journal
    let replay: JournalReplay
    /// Nil where there are no tables to take anything over from.
    let holes: RebuildHoles?
    private let latest: LatestTable
    private let read: Reader
    /// Messages that the journal would not take if they came in now, in words.
    private(set) var objections: [String] = []

    /// - Parameter configuration: of the journal, whose lock the caller holds if it is to be written.
    init(of configuration: JournalConfiguration, vault: KeyVault, read: @escaping Reader = Rebuild.validated) throws {
        self.read = read
        (database, places) = try RebuildPlaces.open(configuration)
        for table in RebuiltTable.all + RebuiltTable.scratch {
            try database.execute(try places.definition(of: table, in: database))
        }
        journal = try Journal(rebuilding: database, configuration, vault: vault)
        replay = try JournalReplay(in: database, recorded: journal.recorded)
        journal.replay = replay
        holes = try RebuildHoles(in: database, places)
        latest = try LatestTable(in: database, keys: journal.keys)
    }

    /// Fills the empty tables of a journal that is being made from messages that stand in it already.
    init(filling database: Database, _ configuration: JournalConfiguration, vault: KeyVault, random: UInt64) throws {
        read = Self.validated
        self.database = database
        places = RebuildPlaces(made: "main", stored: "main")
        journal = try Journal(rebuilding: database, configuration, vault: vault, random: random)
        replay = try JournalReplay(in: database, recorded: journal.recorded)
        journal.replay = replay
        holes = nil
        latest = try LatestTable(in: database, keys: journal.keys)
    }

    /// Reads a message as the validator reads one that comes in.
    static func validated(_ message: RecordedMessage) throws -> (header: MessageHeader, facts: MessageFacts)? {
        let received = try ReceivedMessage(message.bytes)
        // What the store says itself no role may publish: the validator would refuse it.
        if message.principal == JournalNames.store { return (received.header, .other) }
        return (received.header, try MessageFacts(reading: received.data, of: received.header))
    }

    /// Reads every message once, on one state of the journal, then does `body` with the tables that came of it.
    ///
    /// - Parameter isAlone: has stores on a server wait until it is done: one that had the journal's lock and lost its session, and
    ///   with it the lock, reads the epoch before it writes anything.
    func run<R>(
        isAlone: Bool = false,
        progress: (_ seq: Int64, _ of: Int64) -> Void = { _, _ in },
        then body: () throws -> R
    ) throws -> R {
        try database.transaction(.deferred) {
            // Before anything is read: what a transaction sees is settled by its first read.
            if isAlone { try database.execute("LOCK TABLE meta IN EXCLUSIVE MODE") }
            let head = try database.first("SELECT coalesce(max(seq), 0) FROM messages") { $0.int64(0) } ?? 0
            var first: Int64 = 1
            while first <= head {
                for seq in first..<min(first + Self.page, head + 1) {
                    if let message = try journal.recorded.message(seq) { try take(message) }
                }
                first += Self.page
                progress(min(first - 1, head), head)
            }
            return try body()
        }
    }

    // MARK: One message

    private func take(_ message: RecordedMessage) throws {
        journal.draft = Commit()
        replay.current = message
        if message.isErased { return try holes?.take(message) ?? () }
        guard let (header, facts) = try? read(message) else {
            objections.append("message \(message.seq): it cannot be read")
            return
        }
        if header.kind.hasLatestTable {
            try latest.set(
                kind: journal.names.kinds.id(header.kind.rawValue),
                tenant: (id: journal.names.tenants.id(header.tenant), name: header.tenant ?? ""),
                subject: header.subject,
                seq: message.seq,
                at: message.recordedAt
            )
        }
        if message.principal == JournalNames.store { return try said(message) }
        if case .assessment(let assessment) = facts { try adopt(message, header, assessment) }
        let incoming = Incoming(
            bytes: message.bytes,
            header: header,
            facts: facts,
            principal: message.principal,
            reply: ReplyHandle(index: 0),
            receivedAt: message.recordedAt
        )
        let outcome = try journal.append(incoming, now: message.recordedAt)
        if outcome != .recorded(seq: message.seq) { objections.append("message \(message.seq): \(outcome)") }
    }

    /// A recheck is no message: it is known by its answer, and where the change was erased by what is left of it.
    private func adopt(_ answer: RecordedMessage, _ header: MessageHeader, _ facts: AssessmentFacts) throws {
        guard let cause = header.causation, let tenant = journal.names.tenants.known(header.tenant ?? ""),
            let change = try change(cause, tenant, key: header.subject)
        else { return }
        if try journal.resources.change(change.seq) == nil {
            try journal.resources.insert(try restored(change, key: header.subject, tenant: tenant))
        }
        guard try journal.obligations.find(answer.id) == nil,
            let lane = try journal.resources.change(change.seq)?.resource
        else { return }
        let need = Need(kind: .assess, tenant: tenant, lane: lane, message: change, trigger: facts.trigger)
        try journal.obligations.adopt(answer.id, need, now: answer.recordedAt)
    }

    /// The change that an assessment names: of this resource, or erased.
    private func change(_ id: MessageID, _ tenant: Int64, key: String) throws -> RecordedMessage? {
        let resource = try journal.resources.find(key, tenant: tenant)
        // The plus keeps SQLite from the index of kinds, by which it would look at every change for each assessment.
        let seqs = try database.all(
            """
            SELECT m.seq FROM messages m LEFT JOIN changes c ON c.seq = m.seq
            WHERE m.id = ?1 AND m.tenant = ?2 AND +m.kind = (SELECT id FROM kinds WHERE name = ?3)
            AND (c.resource IS NULL OR c.resource = ?4) ORDER BY c.resource IS NULL, m.seq
            """,
            id.bytes,
            tenant,
            Kind.configChanged.rawValue,
            resource ?? 0
        ) { $0.int64(0) }
        return try seqs.first.flatMap { try journal.recorded.message($0) }
    }

    /// What is left of an erased change that nothing else knows: that it was, of which resource, and when.
    private func restored(_ change: RecordedMessage, key: String, tenant: Int64) throws -> ChangeRecord {
        ChangeRecord(
            seq: change.seq,
            resource: try journal.resources.id(
                tenant: tenant,
                key: key,
                type: Resource(key: key)?.type ?? "",
                seq: change.seq
            ),
            source: 0,
            version: nil,
            observedAt: change.recordedAt,
            recordedAt: change.recordedAt,
            action: .update,
            actor: nil
        )
    }

    // MARK: What the store said

    private func said(_ message: RecordedMessage) throws {
        guard !replay.wasMet(message.seq) else { return }
        let received = try ReceivedMessage(message.bytes)
        switch message.kind {
        case .alertRaised:
            // Of a summary, or of an assessment that was erased.
            try raised(message, received.decode(AlertRaised.self))
        case .findingOpened, .findingUpdated, .findingResolved, .findingReopened:
            try restore(message, received.decode(FindingChanged.self))
        case .operatorAlerted:
            try died(received.decode(OperatorAlerted.self), at: message.recordedAt)
        default: break
        }
    }

    private func raised(_ message: RecordedMessage, _ alert: AlertRaised) throws {
        let tenant = try journal.names.tenants.id(message.tenant)
        for transition in alert.transitions {
            let hash = try journal.findings.hash(of: transition.finding, tenant: tenant)
            try journal.findings.tell(hash, by: message.id)
        }
        let need = Need(kind: .plan, tenant: tenant, lane: message.seq, message: message)
        try journal.open(need, now: message.recordedAt)
    }

    /// A finding as its last message tells it: the assessment behind it was erased.
    private func restore(_ message: RecordedMessage, _ state: FindingChanged) throws {
        let tenant = try journal.names.tenants.id(message.tenant)
        let key = state.resource.key
        guard let resource = try journal.resources.find(key, tenant: tenant) else { return }
        let before = try journal.findings.finding(tenant: tenant, resource: resource, rule: state.rule)
        var finding = Finding(
            category: state.category,
            severity: state.severity,
            previousSeverity: state.previousSeverity,
            status: state.status,
            reason: state.reason,
            since: state.since,
            explanation: state.explanation,
            isUnsure: state.unsure,
            transitions: before?.transitions ?? []
        )
        if message.kind != .findingUpdated { finding.noteTransition(at: message.recordedAt) }
        finding.flapping = state.flapping
        let context = FindingTable.Context(
            id: state.finding,
            tenant: tenant,
            resource: resource,
            rule: state.rule,
            told: message.seq,
            assessment: state.assessment,
            change: state.change,
            policy: state.policy,
            changedAt: message.recordedAt
        )
        try journal.findings.write(finding, context)
    }

    /// An item that the dispatcher gave up is known by what the operators were told.
    private func died(_ alert: OperatorAlerted, at time: Timestamp) throws {
        guard alert.reason == "dead-letter", let item = alert.details["item"].flatMap({ MessageID($0) }),
            let obligation = try journal.obligations.find(item),
            obligation.state == .open || obligation.state == .waiting
        else { return }
        try journal.obligations.close(obligation, as: .dead, answer: nil, at: time)
        try journal.deadLetters.add(
            obligation,
            attempts: alert.details["attempts"].flatMap { Int($0) } ?? 1,
            reason: alert.details["reason"] ?? "",
            at: time
        )
    }
}

@available(*, unavailable)
extension Rebuild: Sendable {}
