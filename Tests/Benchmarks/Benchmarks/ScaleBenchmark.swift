import Bus
import EvidenceStore
import Foundation
import Glibc
import Installation
import Messages
import Threading

/// Measures what depends on how much is recorded, in a journal of ten million small records in one tenant's log.
///
/// The journal is made through the store's own append path, and kept for the next run in the folder that `SETTEI_BENCH_JOURNAL` names.
struct ScaleBenchmark {
    let isQuick: Bool

    private var count: Int { isQuick ? 200_000 : 10_000_000 }
    private static let small = 10_000
    private static let threads = 2

    func run() async throws -> Report {
        let kept = ProcessInfo.processInfo.environment["SETTEI_BENCH_JOURNAL"]
        let folder =
            kept.map { URL(filePath: $0) }
            ?? FileManager.default.temporaryDirectory.appending(path: "scale-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { if kept == nil { try? FileManager.default.removeItem(at: folder) } }
        let (large, small) = (folder.appending(path: "large-\(count)").path, folder.appending(path: "small").path)
        try? FileManager.default.removeItem(atPath: small)
        try? FileManager.default.removeItem(atPath: small + "-keys")
        var report = Report()
        try append(large, small, &report)
        try open(large, &report)
        try await start(large, &report)
        try prove(large, &report)
        try verify(large, &report)
        return report
    }

    // MARK: Appending

    private func append(_ large: String, _ small: String, _ report: inout Report) throws {
        let sides = try [RecordedJournal(large), RecordedJournal(small)]
        let start = MonotonicClock.system.now()
        try sides[0].fill(to: count)
        report["fillSeconds"] = (MonotonicClock.system.now() - start).seconds
        try sides[1].fill(to: Self.small)
        // The small one is begun anew before it has grown to another size.
        let steps = 12
        var seconds = [[Double](), []]
        for step in 0..<steps {
            for place in step % 2 == 0 ? [0, 1] : [1, 0] { seconds[place].append(try sides[place].step()) }
        }
        let each = seconds.map { $0.median / Double(2 * RecordedJournal.batch) * 1e6 }
        report["records"] = Double(sides[0].count)
        report["appendRatio"] = each[0] / each[1]
        report["appendMicroseconds"] = each[0]
        report["appendMicrosecondsAt\(Self.small)"] = each[1]
        for side in sides { try side.close() }
    }

    // MARK: Starting

    private func open(_ directory: String, _ report: inout Report) throws {
        let seconds = try (0..<5).map { _ in try RecordedJournal.secondsToOpen(directory) }
        report["openSeconds"] = seconds.max() ?? 0
    }

    /// The service from the start of the process until it says that it is ready, and its memory afterwards.
    private func start(_ directory: String, _ report: inout Report) async throws {
        let keys = directory + "-keys/"
        let settings = [
            "journal": directory, "keystore": keys + "keystore.sqlite", "master-key": keys + "master.key",
            "signing-key": keys + "signing.key",
        ]
        let installation = try Installation(settings: [.evidenceStore: settings])
        defer { installation.stop() }
        let start = MonotonicClock.system.now()
        let store = try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        report["startSeconds"] = (MonotonicClock.system.now() - start).seconds
        let publisher = try await installation.connected("acme-ci")
        // Numbers that no record has yet, also where the journal was kept.
        let first = Int.random(in: 1_000_000_000...4_000_000_000)
        let messages = try (1...20_000).map { number in
            OutgoingMessage(try BucketChange(bucket: number, number: first + number).message())
        }
        guard try await publisher.publish(messages).allSatisfy({ $0 == .recorded }) else {
            throw BenchmarkError(description: "not every message was recorded")
        }
        await publisher.stop()
        report["megabytes"] = Double(store.residentBytes) / 1_048_576
    }

    // MARK: Reading

    private func prove(_ directory: String, _ report: inout Report) throws {
        let reading = try MeasuredReading(directory: directory)
        let size = try reading.size(ofLog: "acme")
        var generator = SystemRandomNumberGenerator()
        let ids = try (0..<500).compactMap { _ in
            try reading.id(of: .random(in: 1...Int64(count), using: &generator))
        }
        let milliseconds = try ids.shuffled().map { id in
            let start = MonotonicClock.system.now()
            guard try reading.proofs(of: id).count == 1 else {
                throw BenchmarkError(description: "a message of the journal has no proof")
            }
            return (MonotonicClock.system.now() - start).seconds * 1_000
        }
        report["leaves"] = Double(size)
        report["proofMilliseconds"] = milliseconds.median
        report["proofMilliseconds.p99"] = milliseconds.percentile(0.99)
    }

    private func verify(_ directory: String, _ report: inout Report) throws {
        let reading = try MeasuredReading(directory: directory)
        let plain = PlainReading(directory: directory)
        var (rates, used) = ([[Double](), []], [[Double](), []])
        // The first run fills the system's cache for both.
        for round in 0..<(isQuick ? 3 : 2) {
            for place in [1, 0] {
                let (start, before) = (MonotonicClock.system.now(), Self.processorSeconds)
                let count = try place == 0 ? reading.verify(threads: Self.threads) : plain.run(threads: Self.threads)
                let rate = Double(count) / (MonotonicClock.system.now() - start).seconds
                guard round > 0 || place == 0 else { continue }
                rates[place].append(rate)
                used[place].append((Self.processorSeconds - before) / Double(count) * 1e6)
            }
        }
        report["verifyRecordsPerSecond"] = rates[0].max() ?? 0
        report["plainRecordsPerSecond"] = rates[1].max() ?? 0
        report["verifyMicrosecondsPerRecord"] = used[0].median
        report["plainMicrosecondsPerRecord"] = used[1].median
        report["verifyRatio"] = (rates[0].max() ?? 0) / (rates[1].max() ?? 1)
        // One of the two is asked for: 300,000 a second, or 70 % of what reading and hashing alone allow.
        report["verify"] = max((report["verifyRecordsPerSecond"] ?? 0) / 300_000, (report["verifyRatio"] ?? 0) / 0.7)
    }

    /// Processor seconds of this process so far.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
