import Messages
import Rules

/// Gets one planned delivery ready, or says why it must not be made; the last look before anything leaves the house.
struct Dispatch: Sendable {
    let knowledge: Knowledge
    /// Whose delivery it is, as the store says.
    let tenant: String

    enum Result: Sendable {
        case refused(Attempt)
        case ready(any DeliveryChannel, Route, Recipient, Rendering, previous: [MessageID])
    }

    /// Looks up the route as it is today: an address or secret that was corrected holds for what was planned before, too.
    func prepare(_ planned: PlannedDelivery?, _ alert: Alert?, _ channels: Channels) -> Result {
        guard let planned else { return .refused(.permanent(.routeRemoved, "the plan has no such route")) }
        guard let alert else { return .refused(.permanent(.alertMissing, "the journal has no such alert")) }
        let profile = knowledge.profile(of: tenant)
        // One tenant's information never reaches another (N6): alert, delivery and profile must all be the same tenant's.
        guard alert.tenant == tenant, profile == nil || profile?.id == tenant else {
            return .refused(.permanent(.tenantMismatch, "alert and delivery are not of the same tenant"))
        }
        if planned.route == OperatorRoute.id {
            let owner = profile ?? TenantProfile(id: tenant, name: [:])
            guard let recipient = Recipient(OperatorRoute.route, profile: owner) else {
                return .refused(.permanent(.internal, "the operator's route reaches nobody"))
            }
            return ready(planned, OperatorRoute.route, recipient, alert, profile, channels)
        }
        guard let profile, let route = profile.routes.first(where: { $0.id == planned.route }) else {
            return .refused(.permanent(.routeRemoved, "the tenant's profile has this route no more"))
        }
        if knowledge.goneRoutes(of: tenant).contains(route.id) {
            return .refused(
                .permanent(.routeGone, "the receiver said that it is gone; change the profile to use it again")
            )
        }
        guard let recipient = Recipient(route, profile: profile) else {
            return .refused(.transient(.configuration, "the route has no valid address or URL"))
        }
        return ready(planned, route, recipient, alert, profile, channels)
    }

    private func ready(
        _ planned: PlannedDelivery,
        _ route: Route,
        _ recipient: Recipient,
        _ alert: Alert,
        _ profile: TenantProfile?,
        _ channels: Channels
    ) -> Result {
        let rendering = Rendering(alert, language: planned.language, profile: profile, texts: knowledge.texts)
        return .ready(channels[route.channel], route, recipient, rendering, previous: planned.previousAlerts)
    }
}
