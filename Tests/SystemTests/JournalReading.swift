import Bus
import Foundation
import Installation
import JSON
import Messages
import TestSupport

/// Reads the journal over the query socket, as an operator.
struct JournalReading: Sendable {
    private let client: BusClient

    /// - Parameter endpoints: where the store is; nil for its own sockets.
    init(_ installation: Installation, at endpoints: BusConfiguration.Endpoints? = nil) async throws {
        client = try installation.client("operator", endpoints: endpoints)
        guard await client.waitUntilConnected(within: .seconds(10)) else {
            throw InstallationError(description: "the store is not heard")
        }
    }

    /// Every message of a kind that can be read, in order.
    func messages(_ kind: Kind) async throws -> [ReceivedMessage] {
        try await positions(kind).map { try ReceivedMessage($0.bytes) }
    }

    /// Every message of a kind with its place, the erased ones too, in order.
    func positions(_ kind: Kind) async throws -> [FeedMessage] {
        var request = QueryRequest(id: "read-\(kind.rawValue)", op: .replay)
        request.kind = kind.rawValue
        request.after = 0
        request.limit = 500
        var found: [FeedMessage] = []
        while true {
            let page = try await client.query(request)
            found += page.messages
            guard let next = page.next.flatMap(Int64.init) else { return found }
            request.after = next
        }
    }

    /// The last message of a kind, with its place; nil where there is none.
    func last(_ kind: Kind) async throws -> FeedMessage? {
        guard let head = try await status()?["heads"]?[kind.rawValue]?.int else { return nil }
        var request = QueryRequest(id: "last-\(kind.rawValue)", op: .replay)
        request.kind = kind.rawValue
        request.after = Int64(head) - 1
        request.limit = 1
        return try await client.query(request).messages.first
    }

    /// The assessment that each of a tenant's resources stands on, by the resource's key.
    func posture(of tenant: String) async throws -> [String: MessageID] {
        var request = QueryRequest(id: "posture-\(tenant)", op: .posture)
        request.tenant = tenant
        request.limit = 500
        var found: [String: MessageID] = [:]
        repeat {
            let page = try await client.query(request)
            guard let rows = page.body?["resources"] else { break }
            for row in rows.elements {
                guard let key = row["key"]?.string, let id = row["assessment"]?.string.flatMap(MessageID.init) else {
                    throw InstallationError(description: "a posture without key or assessment")
                }
                found[key] = id
            }
            request.cursor = page.next
        } while request.cursor != nil
        return found
    }

    /// The store's status.
    func status() async throws -> JSONNode? { try await client.query(QueryRequest(id: "status", op: .status)).body }

    /// Waits until so many replicas of a service, and no more, can be given work; says whether they came to be.
    func hasReady(_ count: Int, of service: Installation.Service, within limit: Duration = .seconds(30)) async -> Bool {
        await waitUntil(limit: limit) {
            let replicas = try? await status()?["replicas"]?.elements.filter {
                $0["service"]?.string == service.rawValue
            }
            return replicas?.count { $0["ready"]?.bool == true } == count
        }
    }

    /// What the store says of its work may be older than its last receipt: it looks at every heartbeat, 250 ms apart.
    static let statusAge = Duration.milliseconds(500)

    /// Waits until no work is open, as long as it becomes less: a backlog may be long, but it may not stand still for `limit`.
    func waitUntilSettled(within limit: Duration) async throws {
        var (least, lessSince) = (Int.max, ContinuousClock.now)
        var idleSince: ContinuousClock.Instant?
        while ContinuousClock.now - (idleSince ?? lessSince) < limit {
            if let open = await openWork() {
                idleSince = open == 0 ? idleSince ?? .now : nil
                if let idleSince, ContinuousClock.now - idleSince > Self.statusAge { return }
                if open > 0, open < least { (least, lessSince) = (open, .now) }
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let status = (try? await status()).map { "\($0)" } ?? ""
        throw InstallationError(description: "work is still open, and no less for \(limit): \(status)")
    }

    /// What is to be done, given out, or waits to be; nil where the store does not say.
    private func openWork() async -> Int? {
        guard let status = try? await status() else { return nil }
        let counts = [status["queues"]?["openItems"], status["queues"]?["itemsOut"], status["journal"]?["waiting"]]
        return counts.reduce(0) { sum, count in sum.flatMap { sum in count?.int.map { sum + Int($0) } } }
    }

    func stop() async { await client.stop() }
}
