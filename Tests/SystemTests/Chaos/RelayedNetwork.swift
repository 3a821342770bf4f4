import Bus
import Foundation
import Installation
import TestSupport

/// Six relays in front of the store's six sockets.
final class RelayedNetwork: Sendable {
    /// Whose connections suffer, how, and for how long.
    struct Trouble: Sendable {
        var side: BusConfiguration.Side
        /// The sockets: ingest, feed, query.
        var sockets: [Int]
        var manner: TCPRelay.Manner
        var time: Duration
    }

    private let relays: [TCPRelay]

    init() throws { relays = try (0..<6).map { _ in try TCPRelay() } }

    /// Every kind of trouble, on each side; with all sockets, and one alone.
    static func troubles(isFull: Bool) -> [Trouble] {
        let time = Duration.seconds(isFull ? 15 : 2)
        let manners: [TCPRelay.Manner] = [.delay(milliseconds: 100), .stall, .cut]
        let sockets = isFull ? [[0, 1, 2], [0], [1], [2]] : [[0, 1, 2]]
        return [BusConfiguration.Side.internal, .external].flatMap { side in
            manners.flatMap { manner in
                sockets.map { Trouble(side: side, sockets: $0, manner: manner, time: time) }
            }
        }
    }

    /// Has the services connect to the relays.
    var settings: [Installation.Service: [String: String]] {
        let inside = endpoints(from: 3)
        let flags = ["ingest": inside.ingest, "feed": inside.feed, "query": inside.query]
        return [.configChecker: flags, .notifier: flags, .policyRegistry: flags]
    }

    /// Where integrators connect.
    var external: BusConfiguration.Endpoints { endpoints(from: 0) }

    func connect(to installation: Installation) {
        for (first, side) in [(0, BusConfiguration.Side.external), (3, .internal)] {
            let targets = installation.endpoints(side)
            for (offset, target) in [targets.ingest, targets.feed, targets.query].enumerated() {
                relays[first + offset].target(target.split(separator: ":").last.flatMap { Int($0) } ?? 0)
            }
        }
    }

    func set(_ manner: TCPRelay.Manner, _ trouble: Trouble) {
        for socket in trouble.sockets { relays[(trouble.side == .external ? 0 : 3) + socket].manner = manner }
    }

    func stop() { for relay in relays { relay.stop() } }

    private func endpoints(from first: Int) -> BusConfiguration.Endpoints {
        let addresses = relays[first..<first + 3].map { "tcp://127.0.0.1:\($0.port)" }
        return BusConfiguration.Endpoints(ingest: addresses[0], feed: addresses[1], query: addresses[2])
    }
}

extension ChaosRun {
    func suffer(_ trouble: RelayedNetwork.Trouble, of network: RelayedNetwork) async throws {
        await waitForReceipts(50)
        network.set(trouble.manner, trouble)
        try await Task.sleep(for: trouble.time)
        network.set(.pass, trouble)
        let sockets = trouble.sockets.map { ["ingest", "feed", "query"][$0] }.joined(separator: "+")
        let what = "\(trouble.side) \(sockets): \(trouble.manner) for \(trouble.time)"
        count(what)
        try await heal(what)
    }
}
