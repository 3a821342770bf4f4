import Bus
import Messages

/// What the registry needs of the journal; a table in tests.
protocol PolicyJournal: Sendable {
    /// The latest message of a kind and subject.
    func latest(_ kind: Kind, subject: String, tenant: String?) async throws -> FeedMessage?

    /// Publishes a message and returns once it is on disk.
    /// - Throws: ``BusError/refused(code:)`` where the store never will.
    func publish(_ message: Message) async throws
}

/// The journal, through the bus.
struct BusJournal: PolicyJournal {
    let bus: BusClient

    func latest(_ kind: Kind, subject: String, tenant: String?) async throws -> FeedMessage? {
        var request = QueryRequest(id: "", op: .latest)
        request.kind = kind.rawValue
        request.subject = subject
        request.tenant = tenant
        return try await bus.query(request).messages.first
    }

    func publish(_ message: Message) async throws { _ = try await bus.publish(message) }
}
