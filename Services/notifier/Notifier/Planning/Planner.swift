import Messages

/// Decides who is told of an alert, how and in which language.
///
/// Pure: what it must know from elsewhere is passed in, and what it would like to know it names in ``lookups(_:profile:)``.
struct Planner: Sendable {
    /// The route of last resort, for tenants that nobody can be told of; nil when the operator has switched it off.
    let operatorRoute: Route?

    /// What is known about an alert's tenant at the time of planning.
    struct Knowledge: Sendable {
        /// The tenant's profile; nil for a tenant that nobody has registered.
        var profile: TenantProfile?
        /// The routes whose receiver has said that it is gone for good.
        var gone: Set<String> = []
        /// For earlier alerts: the routes that were told of them.
        var told: [MessageID: Set<String>] = [:]
    }

    /// Returns the plan: one delivery for each route that is told, and why each of the others is not.
    ///
    /// Somebody is always told or the plan says why nobody is: a tenant without a usable route goes to the operator.
    func plan(_ alert: Alert, _ knowledge: Knowledge) -> Plan {
        var plan = Plan()
        guard let profile = knowledge.profile else {
            return lastResort(alert, .unknownTenant, language: .ja, plan)
        }
        var isUsable = false
        for route in profile.routes {
            let recipient = Recipient(route, profile: profile)
            guard let recipient, !knowledge.gone.contains(route.id) else {
                plan.suppress(route.id, recipient == nil ? .noRecipient : .routeGone)
                continue
            }
            isUsable = true
            if let reason = suppression(alert, route, knowledge) {
                plan.suppress(route.id, reason)
            } else {
                plan.deliveries.append(delivery(alert, route, recipient, profile, knowledge))
            }
        }
        return isUsable ? plan : lastResort(alert, .noRoute, language: profile.language, plan)
    }

    /// Returns the earlier alerts whose plans decide whether a route that is below its severity is told nevertheless.
    ///
    /// Empty nearly always: only a finding that has become less severe since it was told of is told to routes that its
    /// present severity would not reach.
    func lookups(_ alert: Alert, profile: TenantProfile?) -> Set<MessageID> {
        guard let severity = alert.severity, let profile, !alert.isTest else { return [] }
        guard profile.routes.contains(where: { $0.minimumSeverity > severity }) else { return [] }
        return Set(alert.told.compactMap(\.previousAlert))
    }

    private func suppression(_ alert: Alert, _ route: Route, _ knowledge: Knowledge) -> Suppression? {
        if alert.isTest { return nil }
        if alert.told.isEmpty, alert.content.summary == nil { return .flapping }
        if (alert.severity ?? .low) >= route.minimumSeverity { return nil }
        let wasTold = alert.told.contains { transition in
            transition.previousAlert.map { knowledge.told[$0]?.contains(route.id) ?? false } ?? false
        }
        return wasTold ? nil : .belowSeverity
    }

    private func delivery(
        _ alert: Alert,
        _ route: Route,
        _ recipient: Recipient,
        _ profile: TenantProfile,
        _ knowledge: Knowledge
    ) -> PlannedDelivery {
        let previous = Set(alert.told.compactMap(\.previousAlert))
            .filter { knowledge.told[$0]?.contains(route.id) ?? true }
        return PlannedDelivery(
            route: route.id,
            channel: route.channel,
            language: recipient.language,
            template: alert.template.rawValue,
            recipient: recipient.text,
            previousAlerts: previous.sorted()
        )
    }

    private func lastResort(_ alert: Alert, _ reason: Suppression, language: Language, _ plan: Plan) -> Plan {
        var plan = plan
        plan.isLastResort = true
        guard let operatorRoute else {
            plan.suppress(OperatorRoute.id, reason)
            return plan
        }
        plan.suppress("*", reason)
        plan.deliveries.append(
            PlannedDelivery(
                route: operatorRoute.id,
                channel: operatorRoute.channel,
                language: operatorRoute.language ?? language,
                template: alert.template.rawValue,
                recipient: "operator"
            )
        )
        return plan
    }
}
