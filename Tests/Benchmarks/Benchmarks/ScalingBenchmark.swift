import Bus
import Foundation
import Installation
import Messages
import Threading

/// Measures what more checkers bring, and that many cost nothing.
///
/// With rules so heavy that checking is the bottleneck, one checker alone on the first processor, then a second one on the second; the
/// store and everybody else use what is left of both. With light rules, where the store is the bottleneck, one replica and sixteen.
struct ScalingBenchmark {
    let isQuick: Bool

    private static let replicas = 16
    /// Heavy rules, of 1,600 steps each.
    private static let rules = 80

    func run() async throws -> Report {
        var report = Report()
        try await measureHeavy(into: &report)
        try await measureMany(into: &report)
        return report
    }

    private func measureHeavy(into report: inout Report) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "heavy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(Self.pack.utf8).write(to: folder.appending(path: "heavy.yaml"))
        let scene = try await ScalingScene(policies: folder)
        defer { scene.installation.stop() }
        try await scene.replicas([.processor(0)])
        let count = try await scene.calibrated(seconds: isQuick ? 2 : 5)
        var (one, two) = ([Double](), [Double]())
        for _ in 0..<(isQuick ? 2 : 5) {
            try await scene.replicas([.processor(0)])
            one.append(try await scene.rate(of: count))
            try await scene.replicas([.processor(0), .processor(1)])
            _ = try await scene.rate(of: count / 4)
            two.append(try await scene.rate(of: 2 * count))
        }
        await scene.stop()
        report["ratioOfTwo"] = two.median / one.median
        report["changesPerSecondOfOne"] = one.median
        report["changesPerSecondOfTwo"] = two.median
    }

    private func measureMany(into report: inout Report) async throws {
        let scene = try await ScalingScene(policies: nil)
        defer { scene.installation.stop() }
        let count = isQuick ? 4_000 : 20_000
        let many = Array(repeating: ScalingScene.Place.anywhere, count: Self.replicas)
        var (one, sixteen) = ([Double](), [Double]())
        try await scene.replicas([.anywhere])
        _ = try await scene.rate(of: count)
        for _ in 0..<(isQuick ? 2 : 5) {
            try await scene.replicas([.anywhere])
            one.append(try await scene.rate(of: count))
            try await scene.replicas(many)
            // What has just been started reads its first pages from the disk.
            _ = try await scene.rate(of: count / 4)
            sixteen.append(try await scene.rate(of: count))
        }
        await scene.stop()
        report["ratioOfSixteen"] = sixteen.median / one.median
        report["changesPerSecondLightOfOne"] = one.median
        report["changesPerSecondLightOfSixteen"] = sixteen.median
    }

    private static var pack: String {
        let numbers = (1...40).map(String.init).joined(separator: ", ")
        let rules = (1...rules).map { number in
            """
              - id: bench.heavy.rule\(number)
                category: "3"
                level: basic
                severity: low
                title: { en: Heavy rule \(number), ja: 重いルール \(number) }
                risk: { en: None., ja: なし。 }
                remedy: { en: None., ja: なし。 }
                applies: { provider: aws, resourceType: "AWS::S3::Bucket" }
                check: >-
                  config.configuration.name != "bad" && [\(numbers)].all(a, [\(numbers)].all(b,
                  a * b + size(config.configuration.name) != \(100_000 + number)))
                onMissing: fail
                responsibility: customer
                controls: [MIC-CFG III.3.1.1]
                tests:
                  - { name: good, config: { configuration: { name: good } }, expect: pass }
                  - { name: bad, config: { configuration: { name: bad } }, expect: fail }
            """
        }
        return """
            apiVersion: settei/v1
            kind: RulePack
            metadata: { id: bench-heavy, version: 1.0.0, title: { en: Heavy rules, ja: 重いルール } }
            rules:
            \(rules.joined(separator: "\n"))
            """
    }
}
