import Bus
import Messages
import TestSupport

/// Publishes a change that is dangerous and waits until its customer has been told: whether everything works, from end to end.
final class Prober {
    static let tenant = "probe"
    private let client: BusClient
    private let auditor: BusClient
    private var number = 1_000_000
    /// How far each kind was read.
    private var seen: [Kind: Int64] = [:]

    /// - Parameter other: who probed before, and how far that came.
    init(publisher: BusClient, auditor: BusClient, after other: Prober? = nil) {
        client = publisher
        self.auditor = auditor
        number = other?.number ?? number
        seen = other?.seen ?? [:]
    }

    /// How long it takes from now until a customer is told of a change; nil where that is beyond `limit`.
    func probe(within limit: Duration) async throws -> Duration? {
        let start = ContinuousClock.now
        // Even numbers are open buckets; each is a new one, so that nothing is a repeat.
        number += 2
        let message = try Samples.message(number: number, tenant: Self.tenant)
        _ = try client.submit([OutgoingMessage(message)]) { _, _ in }
        guard let assessed = try await answer(.configAssessed, to: message.header.id, start + limit),
            let alert = try await answer(.alertRaised, to: assessed, start + limit),
            let planned = try await answer(.notificationPlanned, to: alert, start + limit),
            try await answer(.notificationSent, to: planned, start + limit) != nil
        else { return nil }
        return ContinuousClock.now - start
    }

    func stop() async {
        await client.stop(within: .seconds(1))
        await auditor.stop(within: .seconds(1))
    }

    /// The id of the message of a kind that `cause` led to.
    private func answer(_ kind: Kind, to cause: MessageID, _ deadline: ContinuousClock.Instant) async throws
        -> MessageID?
    {
        var after = seen[kind] ?? 0
        while ContinuousClock.now < deadline {
            var request = QueryRequest(id: "", op: .replay)
            request.kind = kind.rawValue
            request.tenant = Self.tenant
            request.after = after
            request.limit = 500
            guard let page = try? await auditor.query(request, within: .seconds(2)) else { continue }
            for message in page.messages {
                after = max(after, message.position.seq ?? after)
                seen[kind] = after
                let header = try ReceivedMessage(message.bytes).header
                if header.causation == cause { return header.id }
            }
            if page.messages.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        }
        return nil
    }
}
