import Messages
import ServiceKit
import Testing

@testable import Notifier

@Suite("Reporting")
struct ReporterTests {
    let lines = MemoryLog()
    let metrics = Metrics()
    let reporter: Reporter

    init() {
        reporter = Reporter(
            log: Log(service: "notifier", level: .trace, to: lines),
            metrics: NotifierMetrics(metrics)
        )
    }

    private func delivered(_ attempt: Attempt, delivery: Int = 1) -> NotifierEvent.Delivered {
        NotifierEvent.Delivered(
            alert: Samples.opened.id,
            tenant: "acme",
            route: "hook",
            channel: .webhook,
            delivery: delivery,
            outsideID: "00ff",
            attempt: attempt,
            duration: .milliseconds(3),
            sinceAlert: .milliseconds(4),
            sinceChange: .milliseconds(5)
        )
    }

    @Test("what was sent is counted by channel and timed, without the receiver's words")
    func sent() throws {
        reporter.report(.sent(delivered(.sent(.init(code: 200, text: "echo of a secret")))))
        let line = try #require(lines.records.last)
        #expect(line[.outsideID] == "00ff" && line[.tenant] == "acme" && line[.code] == 200)
        #expect(!String(decoding: line.json, as: UTF8.self).contains("secret"))
        let text = metrics.exposition
        #expect(text.contains("settei_notifier_sent_total{channel=\"webhook\"} 1"))
        #expect(text.contains("settei_notifier_change_to_sent_seconds_count 1"))
    }

    @Test("what is given up is an error, what is tried again is not")
    func failed() {
        let attempt = Attempt.transient(.timeout, "")
        reporter.report(.failed(delivered(attempt), .again(.timeout, after: .seconds(5))))
        reporter.report(.failed(delivered(attempt, delivery: 10), .givenUp(.timeout, isPermanent: false)))
        #expect(lines.records.map(\.level) == [.info, .error])
        #expect(lines.records.allSatisfy { $0[.reason] == "timeout" })
        let text = metrics.exposition
        for isFinal in ["false", "true"] {
            let labels = "{channel=\"webhook\",final=\"\(isFinal)\",reason=\"timeout\"}"
            #expect(text.contains("settei_notifier_failed_total\(labels) 1"))
        }
    }

    @Test("an alert that no tenant can be told is a warning and a number of its own")
    func lastResort() {
        let plan = Planner(operatorRoute: nil).plan(Samples.opened, Planner.Knowledge(profile: nil))
        reporter.report(.planned(alert: Samples.opened, plan))
        #expect(lines.records.contains { $0.level == .warning && $0[.reason] == "unknown-tenant" })
        #expect(metrics.exposition.contains("settei_notifier_last_resort_total 1"))
        #expect(metrics.exposition.contains("settei_notifier_suppressed_total{reason=\"unknown-tenant\"} 1"))
    }
}
