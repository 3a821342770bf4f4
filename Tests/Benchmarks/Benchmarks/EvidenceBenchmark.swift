import Bus
import EvidenceStore
import Foundation
import Installation
import Messages
import Threading

/// Measures how many messages a second are receipted with evidence, beside the same store without it.
///
/// Both sides are this program, take turns on the same disk with the same messages, and differ in nothing but
/// ``WithoutEvidence``. Once as services over ZeroMQ, and once their journals alone, where nothing else takes time.
struct EvidenceBenchmark {
    let isQuick: Bool

    func run() async throws -> Report {
        var report = Report()
        try await services(&report)
        for size in [100, 500] { try journals(batch: size, &report) }
        return report
    }

    // MARK: Services

    private func services(_ report: inout Report) async throws {
        let (rounds, count) = isQuick ? (3, 5_000) : (9, 20_000)
        var sides: [Side] = []
        defer { for side in sides { side.installation.stop() } }
        for isKept in [true, false] { sides.append(try await Side(withEvidence: isKept)) }
        var (rates, used) = ([[Double](), []], [0.0, 0.0])
        for round in 0...rounds {
            let messages = try (1...count).map { number in
                let change = BucketChange(bucket: number % 5_000, number: round * count + number)
                return OutgoingMessage(try change.message())
            }
            // Who begins changes with each round: what the disk does for one may fall into the other's time.
            for place in round % 2 == 0 ? [0, 1] : [1, 0] {
                let (rate, seconds) = try await sides[place].publish(messages)
                // The first round fills caches and files.
                if round == 0 { continue }
                rates[place].append(rate)
                used[place] += seconds
            }
        }
        for side in sides { await side.publisher.stop() }
        report["ratio"] = rates[0].median / rates[1].median
        report["messagesPerSecond"] = rates[0].median
        report["messagesPerSecondWithout"] = rates[1].median
        report["storeMicrosecondsPerMessage"] = used[0] / Double(rounds * count) * 1e6
        report["storeMicrosecondsPerMessageWithout"] = used[1] / Double(rounds * count) * 1e6
        report.add("messagesPerSecondByRound", rates[0])
        report.add("messagesPerSecondWithoutByRound", rates[1])
    }

    /// A running store and somebody who publishes.
    private struct Side {
        let installation: Installation
        let store: Program
        let publisher: BusClient

        init(withEvidence: Bool) async throws {
            installation = try Installation(
                programs: [.evidenceStore: StoreStandIn.command(withEvidence: withEvidence)]
            )
            do {
                store = try installation.start(.evidenceStore)
                try await installation.waitUntilReady(.evidenceStore)
                publisher = try await installation.connected("acme-ci")
            } catch {
                installation.stop(keep: true)
                throw error
            }
        }

        /// Publishes and waits for the receipts: messages a second, and processor seconds of the store.
        func publish(_ messages: [OutgoingMessage]) async throws -> (rate: Double, used: Double) {
            let before = store.processorSeconds
            let start = MonotonicClock.system.now()
            guard try await publisher.publish(messages).allSatisfy({ $0 == .recorded }) else {
                throw BenchmarkError(description: "not every message was recorded")
            }
            let seconds = (MonotonicClock.system.now() - start).seconds
            await store.waitUntilIdle()
            return (Double(messages.count) / seconds, store.processorSeconds - before)
        }
    }

    // MARK: Journals

    private func journals(batch size: Int, _ report: inout Report) throws {
        let (rounds, count) = isQuick ? (3, 5_000) : (9, 20_000)
        let folder = FileManager.default.temporaryDirectory.appending(path: "evidence-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let sides = try [SealedEvidence() as any EvidenceMethod, WithoutEvidence()].enumerated().map {
            try MeasuredJournal(directory: folder.appending(path: "\($0)").path, method: $1, now: .now)
        }
        var rates = [[Double](), []]
        for round in 0...rounds {
            let messages = try (1...count).map { number in
                let change = BucketChange(bucket: number % 5_000, number: round * count + number)
                return try sides[0].accept(change.message().bytes, .configChanged, from: .integrator, now: .now)
            }
            for place in round % 2 == 0 ? [0, 1] : [1, 0] {
                let start = MonotonicClock.system.now()
                for first in stride(from: 0, to: count, by: size) {
                    _ = try sides[place].commit(Array(messages[first..<min(first + size, count)]), now: .now)
                }
                let seconds = (MonotonicClock.system.now() - start).seconds
                if round > 0 { rates[place].append(Double(count) / seconds) }
            }
        }
        for side in sides { try side.close() }
        report["journalRatioOf\(size)"] = rates[0].median / rates[1].median
        report["journalMessagesPerSecondOf\(size)"] = rates[0].median
        report["journalMessagesPerSecondWithoutOf\(size)"] = rates[1].median
    }
}

extension Timestamp {
    /// The time now.
    static var now: Timestamp { Timestamp(milliseconds: WallClock.system.now().milliseconds) }
}
