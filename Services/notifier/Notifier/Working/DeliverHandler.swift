import Messages
import Threading

/// Makes one try at one receiver and answers how it went and when to try again.
struct DeliverHandler: Sendable {
    let channels: Channels
    let knowledge: Knowledge
    let journal: any Journal
    let alerts: AlertCache
    let report: @Sendable (NotifierEvent) -> Void
    let now: @Sendable () -> Timestamp
    /// 0 to 1.
    let random: @Sendable () -> Double

    /// Returns `notification.sent` or `notification.failed`.
    ///
    /// - Throws: what the journal throws, and `CancellationError`; the same try is then given out again, with the same ids.
    func handle(_ assignment: Assignment) async throws -> Message {
        let plan = try assignment.message.decode(NotificationPlanned.self)
        let name = assignment.work.route ?? ""
        let planned = plan.deliveries.first { $0.route == name }
        let alert = try await alert(plan.alert, tenant: assignment.tenant)
        if name != OperatorRoute.id {
            _ = try await knowledge.profile(of: assignment.tenant, havingRoute: name, asking: journal)
        }
        let start = MonotonicClock.system.now()
        let (attempt, schedule) = try await attempt(assignment, planned, alert)
        let time = now()
        let delivered = NotifierEvent.Delivered(
            alert: plan.alert,
            tenant: assignment.tenant,
            route: name,
            channel: planned?.channel ?? .directory,
            delivery: assignment.work.delivery ?? 1,
            outsideID: DerivedID.outside(alert: plan.alert, route: name),
            attempt: attempt,
            duration: MonotonicClock.system.now() - start,
            sinceAlert: time - (alert?.time ?? assignment.receivedAt),
            sinceChange: alert?.content.change.map { time - $0.observedAt }
        )
        let decision = Decision(attempt, delivery: delivered.delivery, schedule: schedule, jitter: random())
        return try answer(assignment, delivered, decision, at: time)
    }

    private func alert(_ id: MessageID, tenant: String) async throws -> Alert? {
        if let alert = alerts[id] { return alert }
        let alert = try await journal.alert(id, tenant: tenant)
        if let alert { alerts.insert(alert) }
        return alert
    }

    private func attempt(
        _ assignment: Assignment,
        _ planned: PlannedDelivery?,
        _ alert: Alert?
    ) async throws -> (Attempt, RetrySchedule) {
        let known = Dispatch(knowledge: knowledge, tenant: assignment.tenant)
        switch known.prepare(planned, alert, channels) {
        case .refused(let attempt):
            if case .permanent(.tenantMismatch) = attempt.verdict {
                let other = alert?.tenant ?? ""
                report(.tenantMismatch(tenant: assignment.tenant, other: other, item: assignment.work.item))
            }
            return (attempt, .webhook)
        case .ready(let channel, let route, let recipient, let rendering, let previous):
            let parcel = Parcel(
                outsideID: DerivedID.outside(alert: rendering.story.alert.id, route: route.id),
                route: route,
                recipient: recipient,
                rendering: rendering,
                continues: previous.map { DerivedID.outside(alert: $0, route: route.id) },
                attemptName: "\(assignment.work.item)-\(assignment.replica.prefix(8))-\(assignment.work.attempt)"
            )
            return (try await channel.deliver(parcel), channel.schedule)
        }
    }

    private func answer(
        _ assignment: Assignment,
        _ delivered: NotifierEvent.Delivered,
        _ decision: Decision,
        at time: Timestamp
    ) throws -> Message {
        let subject = "\(delivered.alert)/\(delivered.route)"
        let answer = ReceiverAnswer(code: delivered.attempt.answer.code, text: delivered.attempt.answer.text)
        if case .sent = decision {
            report(.sent(delivered))
            let sent = NotificationSent(
                alert: delivered.alert,
                route: delivered.route,
                channel: delivered.channel,
                delivery: delivered.delivery,
                outsideId: delivered.outsideID,
                answer: answer,
                work: assignment.done(at: time)
            )
            return try assignment.answer(.notificationSent, subject: subject, at: time, data: sent)
        }
        report(.failed(delivered, decision))
        let failed = NotificationFailed(
            alert: delivered.alert,
            route: delivered.route,
            channel: delivered.channel,
            delivery: delivered.delivery,
            outsideId: delivered.outsideID,
            answer: answer,
            reason: decision.reason?.rawValue ?? "",
            permanent: decision.isPermanent,
            nextAttemptAt: decision.wait.map { time + $0 },
            work: assignment.done(at: time)
        )
        return try assignment.answer(.notificationFailed, subject: subject, at: time, data: failed)
    }
}
