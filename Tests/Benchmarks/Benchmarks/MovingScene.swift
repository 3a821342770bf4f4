import Bus
import Foundation
import Installation
import Messages

/// A running Settei with two checkers, one of which is lost in the middle of steady work.
final class MovingScene {
    let installation: Installation
    /// Changes a second.
    private let rate: Int
    private let publisher: BusClient
    private let subscriber: BusClient
    private var assessed: MessageStream.Iterator
    private var number = 0

    init(rate: Int) async throws {
        self.rate = rate
        installation = try Flow.installation()
        try await installation.startAll()
        do {
            publisher = try await installation.connected("acme-ci")
            subscriber = try await installation.connected("notifier")
        } catch {
            installation.stop(keep: true)
            throw error
        }
        assessed = subscriber.follow(.configAssessed).makeAsyncIterator()
    }

    /// Sends the second checker a signal that it does not survive, or does nothing after; returns, for each item that it held, the seconds
    /// from then until the first got it.
    func moved(by signal: Int32) async throws -> [Double] {
        for _ in 0..<20 {
            let seconds = try await round(signal)
            // It may have held nothing at that moment.
            if !seconds.isEmpty { return seconds }
        }
        throw BenchmarkError(description: "the second checker is never given anything")
    }

    private func round(_ signal: Int32) async throws -> [Double] {
        let victim = try installation.start(.configChecker, replica: 1)
        defer { victim.killNow() }
        try await waitForTwo()
        let first = number
        number += 4 * rate
        let changes = try (first + 1...number).map { step in
            OutgoingMessage(try BucketChange(bucket: step % 2_000, number: step).message())
        }
        let (publisher, steady) = (publisher, SteadyPublisher(rate: rate))
        async let published = steady.publish(changes, publisher)
        var seen = 0
        var lostAt: Timestamp?
        var seconds: [Double] = []
        while seen < changes.count, let batch = try await assessed.nextBatch() {
            seen += batch.count
            if let lostAt {
                let again = try batch.map { try ReceivedMessage($0.bytes).decode(ConfigAssessed.self).work }
                    .filter { $0.attempt > 1 }
                seconds += again.map { ($0.receivedAt - lostAt).seconds }
            } else if seen > changes.count / 4 {
                lostAt = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1e6))
                victim.signal(signal)
            }
        }
        _ = try await published
        return seconds
    }

    private func waitForTwo() async throws {
        let line = #"settei_store_replicas_ready{service="config-checker"}"#
        for _ in 0..<600 {
            if installation.metric(line, of: .evidenceStore) == 2 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchmarkError(description: "there are not two ready checkers")
    }

    func stop() async {
        await publisher.stop()
        await subscriber.stop()
    }
}
