import Messages
import ServiceKit

/// Holds the instruments of the notifier, made once so that they show as zero before anything has happened.
struct NotifierMetrics: Sendable {
    private let planned: [String: Counter]
    private let suppressed: [String: Counter]
    private let sent: [String: Counter]
    private let failed: [FailureKey: Counter]
    private let tries: [String: Histogram]
    let lastResort: Counter
    let tenantMismatch: Counter
    let unreadable: Counter
    let unanswered: Counter
    let loadFailures: Counter
    let sinceAlert: Histogram
    let sinceChange: Histogram

    private struct FailureKey: Hashable {
        let channel: String
        let reason: String
        let isFinal: Bool
    }

    init(_ metrics: Metrics) {
        planned = Self.each(Template.allCases.map(\.rawValue)) {
            metrics.counter("settei_notifier_planned_total", "Alerts planned, by template.", labels: ["template": $0])
        }
        suppressed = Self.each(Suppression.allCases.map(\.rawValue)) {
            metrics.counter("settei_notifier_suppressed_total", "Routes not told, by reason.", labels: ["reason": $0])
        }
        sent = Self.each(Channel.allCases.map(\.rawValue)) {
            metrics.counter("settei_notifier_sent_total", "Messages that receivers took.", labels: ["channel": $0])
        }
        tries = Self.each(Channel.allCases.map(\.rawValue)) {
            metrics.histogram("settei_notifier_try_seconds", "Time of one try at a receiver.", labels: ["channel": $0])
        }
        failed = Self.failures(metrics)
        lastResort = metrics.counter(
            "settei_notifier_last_resort_total",
            "Alerts whose tenant could not be told and that went to the operator."
        )
        tenantMismatch = metrics.counter(
            "settei_notifier_tenant_mismatch_total",
            "Deliveries that were stopped because alert, plan and profile were not one tenant's."
        )
        unreadable = metrics.counter(
            "settei_notifier_unreadable_total",
            "Messages of the journal that could not be read."
        )
        unanswered = metrics.counter("settei_notifier_unanswered_total", "Items that were left to be given out again.")
        loadFailures = metrics.counter(
            "settei_notifier_load_failures_total",
            "Profiles or texts that could not be loaded."
        )
        sinceAlert = metrics.histogram(
            "settei_notifier_alert_to_sent_seconds",
            "From the alert to the receiver's answer."
        )
        sinceChange = metrics.histogram(
            "settei_notifier_change_to_sent_seconds",
            "From the change, as its cloud tells it, to the receiver's answer."
        )
    }

    func countPlanned(_ template: Template) { planned[template.rawValue]?.increment() }

    func countSuppressed(_ reason: String) { suppressed[reason]?.increment() }

    func countSent(_ channel: Channel) { sent[channel.rawValue]?.increment() }

    func countFailed(_ channel: Channel, _ reason: FailureReason, isFinal: Bool) {
        failed[FailureKey(channel: channel.rawValue, reason: reason.rawValue, isFinal: isFinal)]?.increment()
    }

    func observeTry(_ channel: Channel, _ duration: Duration) { tries[channel.rawValue]?.observe(duration) }

    private static func each<I>(_ names: [String], _ make: (String) -> I) -> [String: I] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, make($0)) })
    }

    private static func failures(_ metrics: Metrics) -> [FailureKey: Counter] {
        var counters: [FailureKey: Counter] = [:]
        for channel in Channel.allCases {
            for reason in FailureReason.allCases {
                for isFinal in [false, true] {
                    let labels = ["channel": channel.rawValue, "reason": reason.rawValue, "final": String(isFinal)]
                    counters[FailureKey(channel: channel.rawValue, reason: reason.rawValue, isFinal: isFinal)] =
                        metrics
                        .counter("settei_notifier_failed_total", "Tries that failed, by reason.", labels: labels)
                }
            }
        }
        return counters
    }
}
