import Foundation
import Installation
import Messages
import Rules
import TestSupport

/// Measures `settei check` on a Terraform plan of 1,500 resources, start-up included, and what loading all packs takes.
///
/// Beside it, in the same run, checkov on the same plan, where there is one: `SETTEI_CHECKOV`, or `.build/peers/bin/checkov`.
struct CheckBenchmark {
    let isQuick: Bool

    private static let resources = 1_500

    func run() throws -> Report {
        let folder = FileManager.default.temporaryDirectory.appending(path: "check-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let plan = folder.appending(path: "plan.json").path
        try Data(PlanMaker.plan(of: Self.resources)).write(to: URL(filePath: plan))
        var report = Report()
        try load(into: &report)
        let rounds = isQuick ? 3 : 11
        let seconds = try (0..<rounds).map { _ in try planSeconds(plan) }
        report["planSeconds"] = seconds.median
        report.add("planSecondsByRound", seconds)
        report["emptySeconds"] = try (0..<rounds).map { _ in try Self.time { try self.check("-", input: "{}") } }.median
        if let checkov = Self.checkov {
            let theirs = try (0..<(isQuick ? 1 : 3)).map { _ in
                try Self.time { _ = try Program.run(checkov, ["-f", plan, "--quiet", "--compact", "-o", "json"]) }
            }
            report["checkovSeconds"] = theirs.median
            report["timesFasterThanCheckov"] = theirs.median / seconds.median
        }
        return report
    }

    /// Reading and compiling every shipped rule, as a checker that was just started does; and trying every rule's tests besides.
    private func load(into report: inout Report) throws {
        let policies = Corpora.package.appending(path: "deploy/policies").path
        let rounds = isQuick ? 3 : 7
        var rules = 0
        report["loadSeconds"] = try (0..<rounds).map { _ in
            try Self.time { rules = try PolicySet(packs: RulePackLoader.read(paths: [policies]).packs).ruleCount }
        }.median
        report["loadAndTrySeconds"] = Self.time { _ = RulePackLoader.load(paths: [policies]) }
        report["rules"] = Double(rules)
    }

    private func planSeconds(_ plan: String) throws -> Double {
        try Self.time { try check("--plan", plan) }
    }

    private func check(_ words: String..., input: String? = nil) throws {
        let deploy = Corpora.package.appending(path: "deploy")
        let result = try Program.run(
            "settei",
            ["check", "--policies", deploy.appending(path: "policies").path, "--format", "json"] + words,
            input: input
        )
        // An empty document is no input at all; everything before was done all the same.
        let isExpected =
            input == nil ? result.status == 1 && result.output.contains("\"summary\"") : result.status == 65
        guard isExpected else { throw BenchmarkError(description: "settei check: \(result.status) \(result.error)") }
    }

    private static var checkov: String? {
        let own = Corpora.package.appending(path: ".build/peers/bin/checkov").path
        return [ProcessInfo.processInfo.environment["SETTEI_CHECKOV"], own].compactMap(\.self).first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    private static func time(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
