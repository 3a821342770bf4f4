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

    /// The store's status.
    func status() async throws -> JSONNode? { try await client.query(QueryRequest(id: "status", op: .status)).body }

    /// Waits until no work is open.
    func waitUntilSettled(within limit: Duration) async throws {
        let settled = await waitUntil(limit: limit) {
            guard let status = try? await status() else { return false }
            let open = [status["queues"]?["openItems"], status["queues"]?["itemsOut"], status["journal"]?["waiting"]]
            return open.allSatisfy { $0?.int == 0 }
        }
        guard settled else {
            throw InstallationError(
                description: "work is still open after \(limit): \((try? await status()).map { "\($0)" } ?? "")"
            )
        }
    }

    func stop() async { await client.stop() }
}
