import Bus
import Foundation
import Installation
import Messages
import Threading

/// A running Settei whose checkers come and go, with somebody who publishes changes and waits for their assessments.
final class ScalingScene {
    /// Where a checker may run.
    enum Place: Hashable {
        case anywhere
        case processor(Int)
    }

    let installation: Installation
    private let publisher: BusClient
    private let subscriber: BusClient
    private var assessed: MessageStream.Iterator
    private var running: [(place: Place, program: Program)] = []
    private var number = 0

    init(policies: URL?) async throws {
        installation = try Flow.installation(policies: policies)
        do {
            for service in [Installation.Service.evidenceStore, .policyRegistry, .notifier] {
                try installation.start(service)
            }
            try await installation.waitUntilReady(.policyRegistry)
            publisher = try await installation.connected("acme-ci")
            subscriber = try await installation.connected("notifier")
        } catch {
            installation.stop(keep: true)
            throw error
        }
        assessed = subscriber.follow(.configAssessed).makeAsyncIterator()
    }

    /// Starts and ends checkers until there is one at each of `places`, and waits until the store gives work to as many.
    func replicas(_ places: [Place]) async throws {
        var wanted = places
        for (place, program) in running {
            if let index = wanted.firstIndex(of: place) { wanted.remove(at: index) } else { program.signal(SIGTERM) }
        }
        let kept = running.filter { one in places.contains(one.place) }.prefix(places.count)
        for (_, program) in running where !kept.contains(where: { $0.program === program }) {
            program.stop(within: .seconds(10))
        }
        running = Array(kept)
        for place in wanted { running.append((place, try start(place))) }
        let line = #"settei_store_replicas_ready{service="config-checker"}"#
        for _ in 0..<600 {
            if installation.metric(line, of: .evidenceStore) == Double(places.count) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchmarkError(description: "there are not \(places.count) ready checkers")
    }

    /// Changes a second, of `count` that are published at once.
    func rate(of count: Int) async throws -> Double {
        let first = number
        number += count
        let messages = try (1...count).map { step in
            OutgoingMessage(try BucketChange(bucket: (first + step) % 2_000, number: first + step).message())
        }
        let start = MonotonicClock.system.now()
        let publisher = publisher
        async let outcomes = publisher.publish(messages)
        var seen = 0
        while seen < count, let batch = try await assessed.nextBatch() { seen += batch.count }
        guard try await outcomes.allSatisfy({ $0 == .recorded }) else {
            throw BenchmarkError(description: "not every change was recorded")
        }
        return Double(count) / (MonotonicClock.system.now() - start).seconds
    }

    /// How many changes take about so many seconds.
    func calibrated(seconds: Double) async throws -> Int {
        _ = try await rate(of: 50)
        return max(100, Int(try await rate(of: 200) * seconds))
    }

    func stop() async {
        for (_, program) in running { program.stop(within: .seconds(10)) }
        await publisher.stop()
        await subscriber.stop()
    }

    private func start(_ place: Place) throws -> Program {
        let name = "checker-\(UUID().uuidString.prefix(8))"
        let log = URL(filePath: installation.path("logs/\(name).log"))
        var arguments = installation.arguments(.configChecker)
        if let port = arguments.firstIndex(of: "--health-port") { arguments[port + 1] = "0" }
        guard case .processor(let processor) = place else { return try Program("config-checker", arguments, log: log) }
        let binary = Program.folder.appending(path: "config-checker").path
        return try Program("/usr/bin/taskset", ["-c", "\(processor)", binary] + arguments, log: log)
    }
}
