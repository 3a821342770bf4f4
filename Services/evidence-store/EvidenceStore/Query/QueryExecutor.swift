import Access
import JSON
import Messages
import ServiceKit
import Synchronization
import Threading

/// Answers questions from a reading connection; one for each reader thread.
final class QueryExecutor {
    let reader: JournalReader
    private let signing: String
    private var opened: EvidenceReader?
    private let epoch: String
    private let state: StoreState
    let queue: IngestQueue
    private let clock: MonotonicClock

    /// - Parameter signing: the file with the key that signs checkpoints.
    init(
        _ reader: JournalReader,
        signing: String,
        epoch: String,
        state: StoreState,
        queue: IngestQueue,
        clock: MonotonicClock
    ) {
        self.reader = reader
        self.signing = signing
        self.epoch = epoch
        self.state = state
        self.queue = queue
        self.clock = clock
    }

    /// What proves and exports; opened with the first question for it, so that others do not depend on the signing key.
    func evidence() throws -> EvidenceReader {
        if let opened { return opened }
        let made = try EvidenceReader(reader, signing: signing)
        opened = made
        return made
    }

    func answer(_ job: ReadJob) -> ReadAnswer {
        defer { queue.report(reader.takeDamages()) }
        switch job {
        case .refill(let kind, let cursor, let limit):
            guard let (items, next) = try? reader.openWork(kind, after: cursor, limit: limit) else {
                return .refillFailed(kind)
            }
            return .refill(kind, items, next: next)
        case .profiles(let after):
            guard let (profiles, next) = try? reader.flowProfiles(after: after) else {
                return .profilesFailed(after: after)
            }
            return .profiles(profiles, next: next)
        case .query(let pending):
            do {
                return try answer(pending)
            } catch {
                let failure = ReadFailure(error)
                return .reply(pending, pending.refusal(failure.code, failure.message))
            }
        }
    }

    private func answer(_ pending: PendingQuery) throws -> ReadAnswer {
        guard clock.now().nanoseconds <= pending.deadline else {
            return .reply(pending, pending.refusal(.deadline, "the deadline passed before the answer was found"))
        }
        switch pending.query.request.op {
        case .replay: return try replay(pending)
        case .latest: return .reply(pending, messages(pending, try latest(pending.query)))
        case .get: return .reply(pending, messages(pending, try get(pending.query)))
        case .findings: return .reply(pending, try findings(pending.query))
        case .posture: return .reply(pending, try posture(pending.query))
        case .refusals: return .reply(pending, try refusals(pending.query))
        case .deadLetters: return .reply(pending, try deadLetters(pending.query))
        case .hello: return .reply(pending, hello(pending.query))
        case .status: return .reply(pending, try status(pending.query))
        case .prove: return .reply(pending, try prove(pending.query))
        case .export: return .reply(pending, try export(pending.query))
        // Checkers answer it; it never comes here.
        case .check: return .reply(pending, pending.refusal(.internal, "the journal has no rules"))
        }
    }

    // MARK: Messages

    private func replay(_ pending: PendingQuery) throws -> ReadAnswer {
        let query = pending.query
        let after = query.request.after ?? 0
        let page = try reader.replay(kind: query.kind, after: after, limit: query.limit, tenants: query.tenants)
        let seen = page.messages.filter(query.mayRead)
        let header = QueryReplyHeader(
            id: query.request.id,
            status: .ok,
            cursor: String(page.cursor),
            more: page.hasMore,
            count: seen.count
        )
        let reply = QueryReply(header: header, messages: seen, epoch: epoch)
        return seen.isEmpty && !page.hasMore ? .nothing(pending, after: page.cursor, reply) : .reply(pending, reply)
    }

    private func latest(_ query: AuthorisedQuery) throws -> [RecordedMessage] {
        guard let kind = query.kind, let subject = query.request.subject else { return [] }
        let tenants: [String?] =
            if !kind.needsTenant {
                [nil]
            } else if let tenants = query.tenants {
                tenants.sorted()
            } else {
                throw QueryMistake("tenant is missing")
            }
        return try tenants.compactMap { try reader.latest(kind: kind, subject: subject, tenant: $0) }
            .filter(query.mayRead)
    }

    private func get(_ query: AuthorisedQuery) throws -> [RecordedMessage] {
        guard let id = query.request.messageId else { return [] }
        return try reader.get(id: id, kind: query.kind).filter(query.mayRead)
    }

    private func messages(_ pending: PendingQuery, _ messages: [RecordedMessage]) -> QueryReply {
        let header = QueryReplyHeader(
            id: pending.query.request.id,
            status: .ok,
            more: false,
            count: messages.count
        )
        return QueryReply(header: header, messages: messages, epoch: epoch)
    }

    // MARK: Rows

    private func findings(_ query: AuthorisedQuery) throws -> QueryReply {
        let request = query.request
        let filter = FindingFilter(
            tenants: query.tenants,
            status: Set(request.status ?? []),
            severity: Set(request.severity ?? []),
            category: request.category,
            resourceType: request.resourceType,
            resource: request.resource,
            rule: request.rule,
            finding: request.finding
        )
        let page = try reader.findings(filter, query.page)
        return try rows(page, of: query, "findings") { try JSONTreeEncoder().encode($0, into: &$1) }
    }

    private func posture(_ query: AuthorisedQuery) throws -> QueryReply {
        let page = try reader.posture(
            tenant: query.request.tenant ?? "",
            resource: query.request.resource,
            query.page
        )
        return try rows(page, of: query, "resources") { try JSONTreeEncoder().encode($0, into: &$1) }
    }

    private func refusals(_ query: AuthorisedQuery) throws -> QueryReply {
        let filter = RefusalFilter(
            principal: query.refusedPrincipals?.count == 1 ? query.refusedPrincipals?.first : nil,
            token: query.request.token,
            sender: query.request.sender
        )
        let page = try reader.refusals(filter, query.page)
        let visible = page.rows.filter { query.refusedPrincipals?.contains($0.principal) ?? true }
        return try rows(Page(rows: visible, cursor: page.cursor), of: query, "refusals") {
            try JSONTreeEncoder().encode($0, into: &$1)
        }
    }

    private func deadLetters(_ query: AuthorisedQuery) throws -> QueryReply {
        let page = try reader.deadLetters(tenants: query.tenants, query.page)
        return try rows(page, of: query, "deadLetters") { try JSONTreeEncoder().encode($0, into: &$1) }
    }

    private func rows<Row>(
        _ page: Page<Row>,
        of query: AuthorisedQuery,
        _ name: String,
        _ write: (Row, inout JSONWriter) throws -> Void
    ) throws -> QueryReply {
        var body = JSONWriter(reservingCapacity: 4_096)
        body.beginObject()
        body.key(name)
        body.beginArray()
        for row in page.rows { try write(row, &body) }
        body.endArray()
        body.endObject()
        let header = QueryReplyHeader(
            id: query.request.id,
            status: .ok,
            cursor: page.cursor,
            more: page.hasMore,
            count: page.rows.count
        )
        return QueryReply(header: header, body: body)
    }

    // MARK: The store itself

    private func hello(_ query: AuthorisedQuery) -> QueryReply {
        let principal = query.principal
        var body = JSONWriter()
        body.beginObject()
        body.member("epoch", epoch)
        body.member("time", Timestamp(milliseconds: WallClock.system.now().milliseconds).text)
        body.member("principal", principal.name)
        body.member("role", principal.role.rawValue)
        body.key("tenants")
        body.beginArray()
        for tenant in principal.tenants?.sorted() ?? ["*"] { body.string(tenant) }
        body.endArray()
        body.member("version", productVersion)
        body.endObject()
        return QueryReply(header: QueryReplyHeader(id: query.request.id, status: .ok), body: body)
    }

    private func status(_ query: AuthorisedQuery) throws -> QueryReply {
        let journal = try reader.status()
        let front = state.front.withLock { $0 }
        var body = JSONWriter(reservingCapacity: 2_048)
        try StoreStatus(journal: journal, front: front, state: state, queue: queue).write(to: &body)
        return QueryReply(header: QueryReplyHeader(id: query.request.id, status: .ok), body: body)
    }
}

@available(*, unavailable)
extension QueryExecutor: Sendable {}

/// Something that only the reader can see to be wrong with a question.
struct QueryMistake: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension AuthorisedQuery {
    fileprivate var page: PageRequest { PageRequest(cursor: request.cursor, limit: limit) }

    /// Whether the asker may see a message: its kind by role, its tenant by the list.
    fileprivate func mayRead(_ message: RecordedMessage) -> Bool {
        guard principal.role.reads(message.kind) else { return false }
        guard let tenants else { return true }
        // What is of no tenant, the policy, is of all; which roles may read it was asked before.
        return message.tenant.map(tenants.contains) ?? !message.kind.needsTenant
    }
}
