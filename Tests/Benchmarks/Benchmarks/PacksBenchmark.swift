import Foundation
import Installation
import TestSupport
import Threading

/// Measures what all packs cost the pipeline beside the one that the changes are about: rules for other types must cost nothing.
///
/// Two installations, asked in turn, so that whatever else the machine does meets both.
struct PacksBenchmark {
    let isQuick: Bool

    /// The pack about the resources of ``Flow``.
    private static let first = "aws-object-storage.yaml"

    func run() async throws -> Report {
        let folder = FileManager.default.temporaryDirectory.appending(path: "packs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let packs = Corpora.package.appending(path: "deploy/policies")
        try FileManager.default.copyItem(
            at: packs.appending(path: Self.first),
            to: folder.appending(path: Self.first)
        )
        let one = try Flow.installation(policies: folder)
        defer { one.stop() }
        let all = try Flow.installation(policies: packs)
        defer { all.stop() }
        let buckets = isQuick ? 1_000 : 2_000
        let (first, whole) = (try await Flow(one, buckets: buckets), try await Flow(all, buckets: buckets))
        var (rates, wholeRates) = ([Double](), [Double]())
        for _ in 0..<(isQuick ? 3 : 9) {
            rates.append(try await rate(first))
            wholeRates.append(try await rate(whole))
        }
        await first.stop()
        await whole.stop()
        var report = Report()
        report["ratio"] = zip(wholeRates, rates).map { $0 / $1 }.median
        report["firstPack.changesPerSecond"] = rates.median
        report["allPacks.changesPerSecond"] = wholeRates.median
        report.add("firstPack.byRound", rates)
        report.add("allPacks.byRound", wholeRates)
        return report
    }

    private func rate(_ flow: Flow) async throws -> Double {
        let messages = try flow.next(isQuick ? 3_000 : 10_000)
        let start = MonotonicClock.system.now()
        try await flow.publish(messages)
        return Double(messages.count) / (MonotonicClock.system.now() - start).seconds
    }
}
