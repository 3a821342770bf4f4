import Bus
import JSON
import Messages
import Synchronization

/// Reads the journal through the store's query socket.
final class BusJournal: Journal {
    private let bus: BusClient
    private let number = Atomic<Int>(0)

    init(_ bus: BusClient) { self.bus = bus }

    func alert(_ id: MessageID, tenant: String) async throws -> Alert? {
        var request = request(.get)
        request.messageId = id
        request.kind = Kind.alertRaised.rawValue
        request.tenant = tenant
        for found in try await bus.query(request).messages {
            let message = try ReceivedMessage(found.bytes)
            if message.header.kind == .alertRaised, message.header.id == id { return try Alert(message) }
        }
        return nil
    }

    func plan(of alert: MessageID, tenant: String) async throws -> NotificationPlanned? {
        try await latest(.notificationPlanned, subject: alert.text, tenant: tenant)?.message
            .decode(NotificationPlanned.self)
    }

    func profile(of tenant: String) async throws -> KnownProfile? {
        var newest: KnownProfile?
        for kind in [Kind.tenantRegistered, .tenantUpdated] {
            guard let found = try await latest(kind, subject: tenant, tenant: tenant) else { continue }
            if found.seq > newest?.seq ?? -1 {
                let profile = try found.message.decode(TenantUpdated.self).profile
                newest = KnownProfile(profile: profile, seq: found.seq)
            }
        }
        return newest
    }

    /// Returns the latest message of a kind and subject, with its number.
    func latest(_ kind: Kind, subject: String, tenant: String? = nil) async throws -> (
        message: ReceivedMessage, seq: Int64
    )? {
        var request = request(.latest)
        request.kind = kind.rawValue
        request.subject = subject
        request.tenant = tenant
        guard let found = try await bus.query(request).messages.first else { return nil }
        return (try ReceivedMessage(found.bytes), found.seq)
    }

    /// Returns the number of the newest message of every kind.
    func heads() async throws -> [Kind: Int64] {
        let body = try await bus.query(request(.status)).body
        var heads: [Kind: Int64] = [:]
        guard let node = body?["heads"] else { return heads }
        for (name, value) in node.members {
            if let kind = Kind(rawValue: name.string), let seq = value.int { heads[kind] = seq }
        }
        return heads
    }

    private func request(_ operation: QueryRequest.Operation) -> QueryRequest {
        let number = number.add(1, ordering: .relaxed).newValue
        return QueryRequest(id: "notifier-\(bus.sender.prefix(8))-\(number)", op: operation)
    }
}
