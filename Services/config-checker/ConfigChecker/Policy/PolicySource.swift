import Bus
import Messages
import Rules

/// Where policies come from: the journal, or a table in tests.
protocol PolicySource: Sendable {
    /// The latest message of a kind and subject, with its number in the journal.
    func latest(_ kind: Kind, _ subject: String) async throws -> FeedMessage?

    /// Calls `body` with the newest manifest each time that manifests arrive after number `seq`, until cancelled or stopped.
    func followManifests(after seq: Int64, _ body: (FeedMessage) async throws -> Void) async throws
}

/// The journal, through the bus.
struct JournalPolicySource: PolicySource {
    let bus: BusClient

    func latest(_ kind: Kind, _ subject: String) async throws -> FeedMessage? {
        var request = QueryRequest(id: "", op: .latest)
        request.kind = kind.rawValue
        request.subject = subject
        return try await bus.query(request).messages.first
    }

    func followManifests(after seq: Int64, _ body: (FeedMessage) async throws -> Void) async throws {
        var iterator = bus.follow(.policyPublished, after: seq).makeAsyncIterator()
        // Of several manifests only the last one counts.
        while let newest = try await iterator.nextBatch()?.last { try await body(newest) }
    }
}
