import Messages
import ServiceKit

/// Turns what happened into log lines and metrics; the one place that decides which words and numbers operators see.
struct Reporter: Sendable {
    let log: Log
    let metrics: NotifierMetrics

    func report(_ event: NotifierEvent) {
        switch event {
        case .planned(let alert, let plan): planned(alert, plan)
        case .sent(let delivered): sent(delivered)
        case .failed(let delivered, let decision): failed(delivered, decision)
        case .tenantMismatch(let tenant, let other, let item):
            metrics.tenantMismatch.increment()
            log.error(
                "delivery of another tenant stopped",
                [
                    .tenant: .string(tenant), .otherTenant: .string(Plain.line(other, limit: 64)),
                    .item: .string(item.text),
                ]
            )
        case .unreadable(let kind, let seq, let error):
            metrics.unreadable.increment()
            log.error(
                "message of the journal not readable",
                [.messageKind: .string(kind.rawValue), .position: .int(seq), .error: .string(Plain.line(error))]
            )
        case .unanswered(let item, let error):
            metrics.unanswered.increment()
            log.warning(
                "item left to be given out again",
                [.item: .string(item.text), .error: .string(Plain.line(error))]
            )
        case .loadFailed(let what, let error):
            metrics.loadFailures.increment()
            log.warning("could not load, trying again", [.what: .string(what), .error: .string(Plain.line(error))])
        }
    }

    private func planned(_ alert: Alert, _ plan: Plan) {
        metrics.countPlanned(alert.template)
        for suppressed in plan.suppressed { metrics.countSuppressed(suppressed.reason) }
        if plan.isLastResort {
            metrics.lastResort.increment()
            log.warning(
                "tenant cannot be told, alert goes to the operator",
                [
                    .alert: .string(alert.id.text), .tenant: .string(alert.tenant),
                    .reason: .string(plan.suppressed.last?.reason ?? ""), .count: .int(plan.deliveries.count),
                ]
            )
        }
        log.debug(
            "alert planned",
            [
                .alert: .string(alert.id.text), .tenant: .string(alert.tenant),
                .template: .string(alert.template.rawValue), .count: .int(plan.deliveries.count),
                .suppressed: .int(plan.suppressed.count),
            ]
        )
    }

    private func sent(_ delivered: NotifierEvent.Delivered) {
        metrics.countSent(delivered.channel)
        metrics.observeTry(delivered.channel, delivered.duration)
        // Later tries would show how long receivers were down, not how quick this system is.
        if delivered.delivery == 1 {
            metrics.sinceAlert.observe(delivered.sinceAlert)
            if let time = delivered.sinceChange { metrics.sinceChange.observe(time) }
        }
        log.debug("delivered", data(delivered))
    }

    private func failed(_ delivered: NotifierEvent.Delivered, _ decision: Decision) {
        metrics.observeTry(delivered.channel, delivered.duration)
        let reason = decision.reason ?? .internal
        metrics.countFailed(delivered.channel, reason, isFinal: decision.wait == nil)
        let log = log.with([.reason: .string(reason.rawValue), .retryIn: .milliseconds(decision.wait ?? .zero)])
        if decision.wait == nil {
            log.error("delivery given up", data(delivered))
        } else {
            log.info("delivery failed, will be tried again", data(delivered))
        }
    }

    /// The receiver's words are left out: they may repeat what was sent.
    private func data(_ delivered: NotifierEvent.Delivered) -> KeyValuePairs<LogKey, LogValue> {
        [
            .alert: .string(delivered.alert.text), .tenant: .string(delivered.tenant), .route: .string(delivered.route),
            .channel: .string(delivered.channel.rawValue), .delivery: .int(delivered.delivery),
            .outsideID: .string(delivered.outsideID), .code: .int(delivered.attempt.answer.code),
            .duration: .milliseconds(delivered.duration),
        ]
    }
}
