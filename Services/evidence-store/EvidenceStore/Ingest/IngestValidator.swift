import Access
import JSON
import Messages

/// Decides on one message: pure, one parse, no state.
///
/// The order of the questions: can it be answered, can it be read, is it well formed, may this principal say it, is its
/// data right. Source: PROTOCOL.md, sections 3, 4 and 10.
struct IngestValidator: Sendable {
    /// How far `observedAt` may be ahead of the store's clock.
    var maximumLead: Duration = .seconds(300)

    /// Decides on frames as they came in; `principal` is the connection's, nil if it is not in the list any more.
    func decide(
        topic: UnsafeRawBufferPointer,
        sender: UnsafeRawBufferPointer,
        token: UnsafeRawBufferPointer,
        message: UnsafeRawBufferPointer,
        principal: Principal?,
        now: Timestamp
    ) -> IngestDecision {
        guard let sender = SenderID(sender) else { return .dropped(.sender) }
        guard Topic.isValid(token: token) else { return .dropped(.token) }
        guard let principal else { return .dropped(.principal) }
        if topic.elementsEqual(Topic.heartbeat.utf8) {
            return heartbeat(message, from: sender, principal).map { .heartbeat($0) } ?? .dropped(.heartbeat)
        }
        if topic.elementsEqual(Topic.checkAnswer.utf8) {
            return checkAnswer(message, principal).map { .checked($0) } ?? .dropped(.check)
        }
        let mark = IngestMark(sender: sender, token: String(decoding: token, as: UTF8.self))
        do throws(IngestRefusal) {
            return .accepted(mark, try read(message, topic: topic, principal: principal, now: now))
        } catch {
            return .refused(mark, error)
        }
    }

    private func read(
        _ message: UnsafeRawBufferPointer,
        topic: UnsafeRawBufferPointer,
        principal: Principal,
        now: Timestamp
    ) throws(IngestRefusal) -> IngestMessage {
        guard !message.isEmpty else { throw IngestRefusal(.empty, "the message frame is empty") }
        let document = try parse(message)
        let id = document.root.member("id")?.messageID
        do throws(EnvelopeError) {
            let header = try MessageHeader(reading: document.root)
            try check(header, topic: topic, principal: principal)
            guard let data = document.root.member("data") else {
                throw EnvelopeError(.badEnvelope, at: "data", "must be an object")
            }
            let facts = try MessageFacts(reading: data, of: header)
            if case .change(let change) = facts, change.observedAt > now + maximumLead {
                throw EnvelopeError(.observedInFuture, at: "data.observedAt", "is more than five minutes ahead")
            }
            return IngestMessage(bytes: document.bytes, header: header, facts: facts)
        } catch {
            let tenant = document.root.member("tenant")?.string
            let isOurs = tenant.map { TenantProfile.isValid(id: $0) && principal.mayUse(tenant: $0) } ?? false
            throw IngestRefusal(error, id: id, tenant: isOurs ? tenant : nil)
        }
    }

    private func check(_ header: MessageHeader, topic: UnsafeRawBufferPointer, principal: Principal)
        throws(EnvelopeError)
    {
        let kind = header.kind
        guard topic.last == UInt8(ascii: "/"), topic.dropLast().elementsEqual(kind.rawValue.utf8) else {
            throw EnvelopeError(.kindMismatch, at: "type", "the first frame must be \(Topic.ingest(kind))")
        }
        guard principal.publishes(kind) else {
            let isOwn = principal.role.publishes(kind)
            let who = isOwn ? principal.name : "a principal of role \(principal.role.rawValue)"
            let reason = "\(who) may not publish \(kind.rawValue)"
            throw EnvelopeError(.kindNotAllowed, at: "type", reason)
        }
        if let tenant = header.tenant, !principal.mayUse(tenant: tenant) {
            throw EnvelopeError(.tenantNotAllowed, at: "tenant", "\(principal.name) may not speak for \(tenant)")
        }
    }

    private func parse(_ message: UnsafeRawBufferPointer) throws(IngestRefusal) -> JSONDocument {
        do throws(JSONError) {
            return try JSONDocument(message)
        } catch {
            throw IngestRefusal(error)
        }
    }

    private func checkAnswer(_ message: UnsafeRawBufferPointer, _ principal: Principal) -> CheckAnswer? {
        guard principal.role.takes.contains(WorkKindSet(.assess)), let document = try? JSONDocument(message) else {
            return nil
        }
        return try? JSONNodeDecoder().decode(CheckAnswer.self, from: document.root)
    }

    private func heartbeat(_ message: UnsafeRawBufferPointer, from sender: SenderID, _ principal: Principal)
        -> ReplicaReport?
    {
        guard principal.role.sendsHeartbeats, let document = try? JSONDocument(message),
            let beat = try? JSONNodeDecoder().decode(ReplicaHeartbeat.self, from: document.root),
            (1...1_024).contains(beat.credit), beat.holding.count <= 2_048, (0...1_024).contains(beat.checks ?? 0)
        else { return nil }
        let wanted = beat.takes.reduce(into: WorkKindSet()) { $0.insert(WorkKindSet($1)) }
        return ReplicaReport(
            sender: sender,
            service: beat.service,
            takes: wanted.intersection(principal.role.takes),
            credit: beat.credit,
            epoch: beat.epoch,
            policy: beat.policy ?? "",
            isDraining: beat.state == .draining,
            holding: beat.holding,
            checks: beat.checks ?? 0,
            isStopped: beat.state == .stopped
        )
    }
}

extension IngestRefusal {
    /// The refusal of bytes that are not JSON as we take it.
    fileprivate init(_ error: JSONError) {
        let code: RefusalCode =
            switch error.reason {
            case .invalidUTF8: .notUTF8
            case .tooDeep: .tooDeep
            case .duplicateKey: .duplicateKey
            case .numberOutOfRange: .numberOutOfRange
            case .tooLarge: .tooLarge
            case .unexpectedByte, .unexpectedEnd, .controlCharacter, .invalidEscape, .loneSurrogate, .invalidNumber,
                .trailingBytes:
                .notJSON
            }
        self.init(code, at: "byte \(error.offset)", error.description)
    }
}
