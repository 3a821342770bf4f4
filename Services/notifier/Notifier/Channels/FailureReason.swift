/// Names why a message did not arrive; the `reason` of `notification.failed` and a label of the metric.
enum FailureReason: String, Sendable, CaseIterable {
    // What a receiver says or does.
    case status
    case busy
    case gone
    case redirect
    case greylisted
    case refused
    case timeout
    case closed
    case unreachable
    case tls
    case name = "name-not-resolved"
    // What we would not do.
    case target = "target-not-allowed"
    case secret
    case configuration
    case routeRemoved = "route-removed"
    case routeGone = "route-gone"
    case tenantMismatch = "tenant-mismatch"
    case alertMissing = "alert-missing"
    case file
    case `internal`
}
