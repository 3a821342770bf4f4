/// Says who is told of an alert, how and in which language.
///
/// Kind `notification.planned`; subject: the alert's id.
public struct NotificationPlanned: Codable, Hashable, Sendable {
    /// The alert.
    public var alert: MessageID
    /// One for each route that is told.
    public var deliveries: [PlannedDelivery]
    /// The routes that are not, and why.
    public var suppressed: [SuppressedDelivery]
    /// Which item this answers.
    public var work: WorkDone

    /// Takes all fields.
    public init(alert: MessageID, deliveries: [PlannedDelivery], suppressed: [SuppressedDelivery], work: WorkDone) {
        self.alert = alert
        self.deliveries = deliveries
        self.suppressed = suppressed
        self.work = work
    }
}

/// One message to one route.
public struct PlannedDelivery: Codable, Hashable, Sendable {
    /// The route's id in the tenant's profile.
    public var route: String
    /// How.
    public var channel: Channel
    /// In which language.
    public var language: Language
    /// Which text: `finding`, `resolved`, `summary`, `flapping`, `test`.
    public var template: String
    /// Who, for people: an address or a host, never a secret.
    public var recipient: String
    /// Alerts told before on this route about the same findings, so that messages form a thread.
    public var previousAlerts: [MessageID]

    /// Takes all fields.
    public init(
        route: String,
        channel: Channel,
        language: Language,
        template: String,
        recipient: String,
        previousAlerts: [MessageID] = []
    ) {
        self.route = route
        self.channel = channel
        self.language = language
        self.template = template
        self.recipient = recipient
        self.previousAlerts = previousAlerts
    }
}

/// A route that is not told.
public struct SuppressedDelivery: Codable, Hashable, Sendable {
    /// The route's id.
    public var route: String
    /// Why: `below-severity`, `flapping`, `no-route` and so on.
    public var reason: String

    /// Takes both fields.
    public init(route: String, reason: String) {
        self.route = route
        self.reason = reason
    }
}

/// The ways in which people are told.
public enum Channel: String, CaseIterable, Codable, Hashable, Sendable {
    case email, webhook, directory
}

/// Says that a receiver took a message.
///
/// Kind `notification.sent`; subject: `<alert>/<route>`.
public struct NotificationSent: Codable, Hashable, Sendable {
    /// The alert.
    public var alert: MessageID
    /// The route's id.
    public var route: String
    /// How.
    public var channel: Channel
    /// 1 for the first try at the receiver.
    public var delivery: Int
    /// The id by which the receiver recognises a repeat.
    public var outsideId: String
    /// What the receiver said.
    public var answer: ReceiverAnswer
    /// Which item this answers.
    public var work: WorkDone

    /// Takes all fields.
    public init(
        alert: MessageID,
        route: String,
        channel: Channel,
        delivery: Int,
        outsideId: String,
        answer: ReceiverAnswer,
        work: WorkDone
    ) {
        self.alert = alert
        self.route = route
        self.channel = channel
        self.delivery = delivery
        self.outsideId = outsideId
        self.answer = answer
        self.work = work
    }
}

/// Says that a receiver did not take a message, and when it is tried again.
///
/// Kind `notification.failed`; subject: `<alert>/<route>`.
public struct NotificationFailed: Codable, Hashable, Sendable {
    /// The alert.
    public var alert: MessageID
    /// The route's id.
    public var route: String
    /// How.
    public var channel: Channel
    /// 1 for the first try at the receiver.
    public var delivery: Int
    /// The id by which the receiver recognises a repeat.
    public var outsideId: String
    /// What the receiver said, where it said something.
    public var answer: ReceiverAnswer?
    /// In a word: `refused`, `timeout`, `connection`, `http-500` and so on.
    public var reason: String
    /// Whether trying again would be useless.
    public var permanent: Bool
    /// When it is tried again; absent: given up.
    public var nextAttemptAt: Timestamp?
    /// Which item this answers.
    public var work: WorkDone

    /// Takes all fields.
    public init(
        alert: MessageID,
        route: String,
        channel: Channel,
        delivery: Int,
        outsideId: String,
        answer: ReceiverAnswer? = nil,
        reason: String,
        permanent: Bool,
        nextAttemptAt: Timestamp? = nil,
        work: WorkDone
    ) {
        self.alert = alert
        self.route = route
        self.channel = channel
        self.delivery = delivery
        self.outsideId = outsideId
        self.answer = answer
        self.reason = reason
        self.permanent = permanent
        self.nextAttemptAt = nextAttemptAt
        self.work = work
    }
}

/// What a receiver answered.
public struct ReceiverAnswer: Codable, Hashable, Sendable {
    /// The HTTP status or SMTP reply code; 0 for a directory.
    public var code: Int
    /// The first bytes of its text, printable.
    public var text: String

    /// Takes both fields.
    public init(code: Int, text: String) {
        self.code = code
        self.text = text
    }
}
