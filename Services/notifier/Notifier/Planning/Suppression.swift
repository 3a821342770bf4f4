/// Names why a route is not told; the `reason` in `notification.planned` and a label of the metric.
enum Suppression: String, Sendable, CaseIterable {
    case belowSeverity = "below-severity"
    case flapping
    case routeGone = "route-gone"
    case noRecipient = "no-recipient"
    case noRoute = "no-route"
    case unknownTenant = "unknown-tenant"
}
