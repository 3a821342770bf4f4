import Bus
import Glibc
import Installation

/// How much of what was sent arrived, by what senders counted and by the store's own counters.
struct FuzzedArrivals {
    /// Messages that the store had when counting began, and those that did not arrive in time, by side.
    private var before: [BusConfiguration.Side: Int] = [:]
    private var lost: [BusConfiguration.Side: Int] = [:]
    private var lostConnections = 0
    private var page = MetricsPage("")

    /// The part that must arrive.
    private static let least = 0.99
    private static let sides: [(side: BusConfiguration.Side, name: String)] = [
        (.external, "external"), (.internal, "internal"),
    ]

    /// Sends until the store hears the client: a PUB socket drops what nobody listens to yet.
    mutating func begin(_ client: FuzzedClient, _ installation: Installation) throws(Violation) {
        let start = try received(client.side, installation)
        let deadline = ContinuousClock.now + .seconds(9)
        while try received(client.side, installation) == start {
            guard ContinuousClock.now < deadline else { throw Violation("the store does not hear \(client.principal)") }
            try client.publish([[]])
            usleep(10_000)
        }
        // What was sent since may still be on its way.
        var last = try received(client.side, installation)
        repeat {
            before[client.side] = last
            usleep(100_000)
            last = try received(client.side, installation)
        } while last != before[client.side]
        client.beginCounting()
    }

    /// Waits until the store has taken what was sent; what does not come within five seconds is lost.
    mutating func settle(_ clients: [FuzzedClient], _ connections: FuzzedConnections, _ installation: Installation)
        throws(Violation)
    {
        let deadline = ContinuousClock.now + .seconds(5)
        while !(try areAllHere(clients, connections, installation)) {
            guard ContinuousClock.now < deadline else { break }
            usleep(2_000)
        }
        for (side, _) in Self.sides { lost[side] = Self.published(clients, side) - arrived(side) }
        lostConnections = max(0, connections.attempts - accepted)
    }

    private mutating func areAllHere(
        _ clients: [FuzzedClient],
        _ connections: FuzzedConnections,
        _ installation: Installation
    ) throws(Violation) -> Bool {
        for (side, _) in Self.sides {
            let wanted = Self.published(clients, side) - lost[side, default: 0]
            if try received(side, installation) - before[side, default: 0] < wanted { return false }
        }
        // A connection is counted when its socket's events are read, which may be after all messages are here.
        return accepted >= connections.attempts - lostConnections
    }

    private static func published(_ clients: [FuzzedClient], _ side: BusConfiguration.Side) -> Int {
        clients.filter { $0.side == side }.reduce(0) { $0 + $1.published }
    }

    private mutating func received(_ side: BusConfiguration.Side, _ installation: Installation) throws(Violation) -> Int
    {
        page = installation.metricsPage(.evidenceStore)
        guard let count = count(side) else { throw Violation("the store does not say what it received") }
        return count
    }

    private func count(_ side: BusConfiguration.Side) -> Int? {
        let name = Self.sides.first { $0.side == side }?.name ?? ""
        return page["settei_store_received_total{side=\"\(name)\"}"].map { Int($0) }
    }

    private func arrived(_ side: BusConfiguration.Side) -> Int { (count(side) ?? 0) - before[side, default: 0] }

    private var accepted: Int { Int(page.sum("settei_store_connections_total")) }

    /// Pairs of what was sent and what arrived.
    private func pairs(_ clients: [FuzzedClient], _ connections: FuzzedConnections, _ pages: FuzzedConnections) -> [(
        what: String, sent: Int, here: Int
    )] {
        Self.sides.map { ("messages at the \($0.name) ingest", Self.published(clients, $0.side), arrived($0.side)) }
            + clients.map { ("questions of \($0.principal)", $0.asked, $0.answered) }
            + [
                ("connections to ZeroMQ's ports", connections.attempts, accepted),
                ("connections to the health port", pages.attempts, pages.sent),
            ]
    }

    /// What must hold and does not.
    func mistake(_ clients: [FuzzedClient], _ connections: FuzzedConnections, _ pages: FuzzedConnections) -> String? {
        pairs(clients, connections, pages).first { Double($0.here) < Self.least * Double($0.sent) }
            .map { "of \($0.sent) \($0.what) only \($0.here) arrived" }
    }

    /// The same in words, and what became of it.
    func figures(_ clients: [FuzzedClient], _ connections: FuzzedConnections, _ pages: FuzzedConnections) -> String {
        let words = [
            "recorded", "repeats", "refused", "later", "dropped", "heartbeats", "queries", "query_errors",
            "connections",
        ]
        let outcomes = words.map { "\($0) \(Int(page.sum("settei_store_\($0)_total")))" }
        let kinds = page.values("settei_store_recorded_total").filter { $0.value > 0 }
            .map { "\($0.labels) \(Int($0.value))" }
        let arrived = pairs(clients, connections, pages).map { "\($0.here) of \($0.sent) \($0.what)" }
        return "arrived: \(arrived.joined(separator: ", ")); the store says: \(outcomes.joined(separator: ", ")); "
            + "recorded: \(kinds.joined(separator: ", "))"
    }
}
