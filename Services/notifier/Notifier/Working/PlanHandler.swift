import Messages

/// Answers an alert with a plan: who is told, how, in which language, and who is not.
struct PlanHandler: Sendable {
    let planner: Planner
    let knowledge: Knowledge
    let journal: any Journal
    let alerts: AlertCache
    let report: @Sendable (NotifierEvent) -> Void
    let now: @Sendable () -> Timestamp

    /// Returns `notification.planned`.
    ///
    /// - Throws: what the journal throws; the item is then given out again.
    func handle(_ assignment: Assignment) async throws -> Message {
        let alert = try Alert(assignment.message)
        alerts.insert(alert)
        let profile = try await knowledge.profile(of: alert.tenant, asking: journal)
        var known = Planner.Knowledge(profile: profile, gone: knowledge.goneRoutes(of: alert.tenant))
        for previous in planner.lookups(alert, profile: profile) {
            if let plan = try await journal.plan(of: previous, tenant: alert.tenant) {
                known.told[previous] = Set(plan.deliveries.map(\.route))
            }
        }
        let plan = planner.plan(alert, known)
        report(.planned(alert: alert, plan))
        let time = now()
        return try assignment.answer(
            .notificationPlanned,
            subject: alert.id.text,
            at: time,
            data: NotificationPlanned(
                alert: alert.id,
                deliveries: plan.deliveries,
                suppressed: plan.suppressed,
                work: assignment.done(at: time)
            )
        )
    }
}
