import ServiceKit

/// Says why a store does not serve: as a standby, which is as it should be, or because the database cannot be asked.
///
/// Looks come twice a second; the log has a line when what they show becomes something else.
struct StandbyTelling {
    private var told: Standby.Finding?

    mutating func tell(_ finding: Standby.Finding, log: Log, health: Health) {
        let isNew = finding != told
        told = finding
        if case .unknown(let error) = finding {
            health.setNotReady("database", error)
            health.setReady(Health.standby)
            if isNew { log.warning("not serving: the journal's database cannot be asked", [.reason: .string(error)]) }
        } else {
            health.setNotReady(Health.standby, "standby: another evidence-store has the journal")
            health.setReady("database")
            if isNew { log.notice("standing by: another evidence-store has the journal") }
        }
    }
}
