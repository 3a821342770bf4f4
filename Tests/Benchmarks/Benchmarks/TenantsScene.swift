import Bus
import Foundation
import Installation
import Messages
import Threading

/// A running Settei with many tenants and one alone, each of whose resources changes once in a round.
final class TenantsScene {
    let installation: Installation
    private let tenants: Int
    private let publishers: [BusClient]
    private let subscriber: BusClient
    private var assessed: MessageStream.Iterator
    private var number = 0

    /// Connections over which changes come: more wait at ingest than one outbox lets out.
    private static let connections = 4
    private static let one = "one"

    init(tenants: Int) async throws {
        self.tenants = tenants
        let names = (0..<tenants).map(Self.name) + [Self.one]
        installation = try Installation(
            integrators: ["many-ci": ["\"*\""]],
            // Nobody is told of anything but what is critical, which no resource here has.
            tenants: TenantProfiles.files(names, route: "{ id: files, channel: directory, minimumSeverity: critical }")
        )
        // Every profile is a message of its own.
        try await installation.startAll(within: .seconds(120))
        do {
            var clients: [BusClient] = []
            for _ in 0..<Self.connections { clients.append(try await installation.connected("many-ci")) }
            publishers = clients
            subscriber = try await installation.connected("notifier")
        } catch {
            installation.stop(keep: true)
            throw error
        }
        assessed = subscriber.follow(.configAssessed).makeAsyncIterator()
    }

    /// Changes a second, of one change of every resource: of everybody's own, or of all those of the one.
    func rate(hasMany: Bool) async throws -> Double {
        var order = Array(0..<tenants)
        order.shuffle()
        let first = number
        number += tenants
        let messages = try order.enumerated().map { step, place in
            let tenant = hasMany ? Self.name(place) : Self.one
            return OutgoingMessage(try BucketChange(bucket: place, number: first + step + 1, tenant: tenant).message())
        }
        let shares = publishers.enumerated().map { index, publisher in
            (publisher, stride(from: index, to: messages.count, by: Self.connections).map { messages[$0] })
        }
        let start = MonotonicClock.system.now()
        let outcomes = Task {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for (publisher, share) in shares {
                    group.addTask { try await publisher.publish(share).allSatisfy { $0 == .recorded } }
                }
                return try await group.reduce(true) { $0 && $1 }
            }
        }
        var seen = 0
        while seen < messages.count, let batch = try await assessed.nextBatch() { seen += batch.count }
        let seconds = (MonotonicClock.system.now() - start).seconds
        guard try await outcomes.value, seen == messages.count else {
            throw BenchmarkError(description: "not every change was recorded and assessed")
        }
        return Double(messages.count) / seconds
    }

    /// Waits until what followed from the last round is done.
    func waitUntilIdle() async {
        for service in Installation.Service.allCases { await installation.program(service)?.waitUntilIdle() }
    }

    /// What the store holds.
    var storeMegabytes: Double { Double(installation.program(.evidenceStore)?.residentBytes ?? 0) / 1_048_576 }

    func stop() async {
        for publisher in publishers { await publisher.stop() }
        await subscriber.stop()
    }

    private static func name(_ number: Int) -> String { "tenant-\(number)" }
}
