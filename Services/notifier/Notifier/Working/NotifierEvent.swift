import Messages

/// Says what happened, for logs and metrics; holds ids and words of our own, never what a message says.
enum NotifierEvent: Sendable {
    case planned(alert: Alert, Plan)
    case sent(Delivered)
    case failed(Delivered, Decision)
    case tenantMismatch(tenant: String, other: String, item: MessageID)
    case unreadable(kind: Kind, seq: Int64, error: String)
    case unanswered(item: MessageID, error: String)
    case loadFailed(what: String, error: String)

    /// One try at a receiver.
    struct Delivered: Sendable {
        let alert: MessageID
        let tenant: String
        let route: String
        let channel: Channel
        let delivery: Int
        let outsideID: String
        let attempt: Attempt
        /// How long the try took.
        let duration: Duration
        /// From when the alert was raised until now.
        let sinceAlert: Duration
        /// From when the cloud saw the change until now; nil in a summary.
        let sinceChange: Duration?
    }
}
