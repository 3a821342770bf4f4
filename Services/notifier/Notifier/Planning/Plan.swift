import Messages

/// Holds who is told of one alert, and who is not and why.
struct Plan: Sendable, Hashable {
    var deliveries: [PlannedDelivery] = []
    var suppressed: [SuppressedDelivery] = []
    /// Whether the tenant itself could not be told.
    var isLastResort = false

    mutating func suppress(_ route: String, _ reason: Suppression) {
        suppressed.append(SuppressedDelivery(route: route, reason: reason.rawValue))
    }
}
