import Bus
import Foundation
import Installation
import Messages
import Threading

/// Measures how many messages a second one publisher gets receipted and one subscriber reads, beside plain SQLite.
///
/// The two take turns on the same disk and the same rows, and medians are compared. The store runs alone: nobody assesses.
struct DurableBenchmark {
    let isQuick: Bool

    /// How many rows a second a prototype in C wrote durably, and what SQLite alone did there; for orientation only.
    private static let prototype = (messages: 18_800.0, plain: 51_000.0)

    func run() async throws -> Report {
        let (rounds, count) = isQuick ? (3, 5_000) : (7, 20_000)
        let installation = try Installation()
        defer { installation.stop() }
        let store = try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        let publisher = try await installation.connected("acme-ci")
        let subscriber = try await installation.connected("config-checker")
        var reader = subscriber.follow(.configChanged).makeAsyncIterator()
        let journal = installation.path("journal/journal.sqlite")
        // What the store commits for a change is three rows: the message, its facts, and the obligation to assess it.
        let plain = try PlainCommits(
            journal: journal,
            copy: installation.path("plain.sqlite"),
            tables: ["messages", "changes", "obligations"]
        )
        let bare = try PlainCommits(journal: journal, copy: installation.path("bare.sqlite"))
        var (durable, plainly, barely, bytes, processor) = ([Double](), [Double](), [Double](), 0, 0.0)
        for round in 0...rounds {
            let messages = try (1...count).map { number in
                let change = BucketChange(bucket: number % 5_000, number: round * count + number)
                return OutgoingMessage(try change.message())
            }
            bytes = messages.map(\.bytes.count).reduce(0, +) / count
            let before = store.processorSeconds
            let start = MonotonicClock.system.now()
            async let outcomes = publisher.publish(messages)
            var seen = 0
            while seen < count, let batch = try await reader.nextBatch() { seen += batch.count }
            guard try await outcomes.allSatisfy({ $0 == .recorded }), seen == count else {
                throw BenchmarkError(description: "not every message was recorded and read")
            }
            let seconds = (MonotonicClock.system.now() - start).seconds
            let used = store.processorSeconds - before
            await store.waitUntilIdle()
            let (rate, bareRate) = (try plain.run(), try bare.run())
            // The first round fills caches and files on both sides.
            if round == 0 { continue }
            durable.append(Double(count) / seconds)
            plainly.append(rate)
            barely.append(bareRate)
            processor += used
        }
        await publisher.stop()
        await subscriber.stop()
        var report = Report()
        report["ratio"] = durable.median / plainly.median
        report["ratioToMessageRowsAlone"] = durable.median / barely.median
        report["messagesPerSecond"] = durable.median
        report["plainRowsPerSecond"] = plainly.median
        report["plainMessageRowsAlonePerSecond"] = barely.median
        report["messageBytes"] = Double(bytes)
        report["storeMicrosecondsPerMessage"] = processor / Double(rounds * count) * 1e6
        report["prototypeMessagesPerSecond"] = Self.prototype.messages
        report["prototypePlainRowsPerSecond"] = Self.prototype.plain
        report.add("messagesPerSecondByRound", durable)
        report.add("plainRowsPerSecondByRound", plainly)
        return report
    }
}
