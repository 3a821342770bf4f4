import Foundation
import Installation
import JSON
import Messages
import TestSupport
import Testing

@Suite("What watches over Settei", .serialized, .timeLimit(.minutes(2)))
struct MonitoringTests {
    static let promtool = ["/usr/bin/promtool", Corpora.package.appending(path: ".build/peers/bin/promtool").path]
        .first(where: FileManager.default.isExecutableFile(atPath:))
    static let cases = ["settei.tests.yml", "settei.slow.tests.yml"]
    static let prometheus = DeployTests.deploy.appending(path: "prometheus")

    private func read(_ path: String) throws -> String {
        try String(contentsOf: DeployTests.deploy.appending(path: path), encoding: .utf8)
    }

    /// The names of metrics in a text, without what histograms add to them.
    private func metrics(in text: String) -> Set<String> {
        Set(text.matches(of: /\b(settei|process)_[a-z_]+\b/).map { String($0.output.0) })
            .filter { !$0.hasSuffix("_") }
            .reduce(into: []) { names, name in
                let ending = ["_bucket", "_sum", "_count"].first(where: name.hasSuffix)
                names.insert(ending.map { String(name.dropLast($0.count)) } ?? name)
            }
    }

    @Test("every metric that alerts and dashboard ask for is one that the programs have")
    func names() async throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: "settei-copy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: copy) }
        let installation = try Installation(settings: [.evidenceStore: ["copy": copy.path]])
        defer { installation.stop() }
        try await installation.startAll(within: .seconds(90))
        let shown = Installation.Service.allCases.map { installation.metrics($0) }.joined(separator: "\n")
        // Of each family the line with its type is there before anything happened.
        let known = Set(shown.matches(of: /TYPE ([a-z_]+) (?:counter|gauge|histogram)/).map { String($0.output.1) })
        #expect(known.count > 60)
        // Those that have a tenant's or a principal's name in them are there once somebody is counted.
        let store = try String(
            contentsOf: Corpora.package.appending(path: "Services/evidence-store/README.md"),
            encoding: .utf8
        )
        let named = metrics(in: store).filter { $0.hasSuffix("_limited_total") }
        var rules = try read("prometheus/settei.rules.yml")
        rules = rules.replacing(/job="settei"/, with: "")
        var panels: [String] = []
        let dashboard = try JSONDocument(read("grafana/settei.json")).root
        for panel in try #require(dashboard["panels"]).elements {
            guard let targets = panel["targets"] else { continue }
            for target in targets.elements { panels.append(try #require(target["expr"]?.string)) }
        }
        #expect(panels.count > 30)
        let asked = metrics(in: rules + panels.joined(separator: "\n"))
        #expect(asked.count > 30)
        #expect(asked.subtracting(known).subtracting(named) == [], "no program has them")
    }

    @Test(
        "the alert rules do what their cases say",
        .enabled(if: promtool != nil, "promtool is not installed: deploy/setup --tests")
    )
    func rules() throws {
        let promtool = try #require(Self.promtool)
        let cases = try Program.run(
            promtool,
            ["test", "rules"] + Self.cases.map { Self.prometheus.appending(path: $0).path }
        )
        #expect(cases.status == 0, "\(cases.output)\(cases.error)")
        let sample = Self.prometheus.appending(path: "prometheus.yml").path
        #expect(try Program.run(promtool, ["check", "config", "--syntax-only", sample]).status == 0)
    }

    @Test("every alert has its cases, and a line on the operators' page that says what to do")
    func page() throws {
        let page = try read("README.md")
        let cases = try Self.cases.map { try read("prometheus/\($0)") }.joined()
        let alerts = try read("prometheus/settei.rules.yml").matches(of: /- alert: (\w+)/).map { String($0.output.1) }
        #expect(alerts.count >= 30 && Set(alerts).count == alerts.count)
        for alert in alerts {
            #expect(page.contains("| `\(alert)` |"), "\(alert) is not on the page")
            #expect(cases.contains("alertname: \(alert)\n"), "\(alert) has no case")
        }
        for reason in OperatorReason.allCases {
            #expect(page.contains("| `\(reason.rawValue)` |"), "\(reason.rawValue) is not on the page")
        }
    }
}
