import JSON
import Messages
import Threading

@testable import Bus

/// What a checker says of a change: a few rules over its settings, the same whoever evaluates them.
struct CheckerWork {
    let message: ReceivedMessage
    let change: ConfigChanged
    let isPoison: Bool

    init(_ item: Bus.WorkItem) throws {
        message = try ReceivedMessage(item.bytes)
        change = try message.decode(ConfigChanged.self)
        isPoison = try change.configuration.document().root.member("poison")?.bool ?? false
    }

    func answer(to item: Bus.WorkItem, policy: PolicyReference, finishedAt: Timestamp) throws -> OutgoingMessage {
        let settings = try change.configuration.document().root
        let isOpen = settings.member("open")?.bool ?? false
        let isPlain = settings.member("plain")?.bool ?? false
        var outcomes = [
            outcome("r1", isOpen ? .fail : .pass, .critical), outcome("r2", isPlain ? .fail : .pass, .medium),
        ]
        // The second policy has a rule more.
        if policy.version > 1 { outcomes.append(outcome("r3", isOpen && isPlain ? .error : .manual, .low)) }
        let data = ConfigAssessed(
            change: message.header.id,
            resource: change.resource,
            policy: policy,
            trigger: item.work.trigger ?? .change,
            outcomes: change.change.action == .delete ? [] : outcomes,
            cost: 3,
            durationMicroseconds: 40,
            work: item.done(at: finishedAt)
        )
        return try item.answer(.configAssessed, to: message, subject: message.header.subject, data: data)
    }

    private func outcome(_ rule: String, _ outcome: Outcome, _ severity: Severity) -> RuleOutcome {
        RuleOutcome(rule: rule, outcome: outcome, severity: severity, category: "3", message: rule)
    }
}

/// What a notifier makes of an alert and of a planned delivery.
struct NotifierWork {
    static let routes = ["mail", "hook"]

    let item: Bus.WorkItem
    let message: ReceivedMessage
    let alert: MessageID
    let route: String

    init(_ item: Bus.WorkItem) throws {
        self.item = item
        message = try ReceivedMessage(item.bytes)
        let isPlan = item.work.kind == .plan
        alert = isPlan ? message.header.id : try message.decode(NotificationPlanned.self).alert
        route = item.work.route ?? ""
    }

    var outsideId: String { DerivedID.outside(alert: alert, route: route) }

    func plan(finishedAt: Timestamp) throws -> OutgoingMessage {
        let deliveries = Self.routes.map {
            PlannedDelivery(route: $0, channel: .directory, language: .ja, template: "finding", recipient: $0)
        }
        let data = NotificationPlanned(
            alert: alert,
            deliveries: deliveries,
            suppressed: [],
            work: item.done(at: finishedAt)
        )
        return try item.answer(.notificationPlanned, to: message, subject: alert.text, data: data)
    }

    func sent(_ outsideId: String, finishedAt: Timestamp) throws -> OutgoingMessage {
        let data = NotificationSent(
            alert: alert,
            route: route,
            channel: .directory,
            delivery: item.work.delivery ?? 0,
            outsideId: outsideId,
            answer: ReceiverAnswer(code: 200, text: "ok"),
            work: item.done(at: finishedAt)
        )
        return try item.answer(.notificationSent, to: message, subject: "\(alert.text)/\(route)", data: data)
    }

    func failed(_ outsideId: String, next: Timestamp?, finishedAt: Timestamp) throws -> OutgoingMessage {
        let data = NotificationFailed(
            alert: alert,
            route: route,
            channel: .directory,
            delivery: item.work.delivery ?? 0,
            outsideId: outsideId,
            reason: next == nil ? "gone" : "busy",
            permanent: next == nil,
            nextAttemptAt: next,
            work: item.done(at: finishedAt)
        )
        return try item.answer(.notificationFailed, to: message, subject: "\(alert.text)/\(route)", data: data)
    }
}

extension Bus.WorkItem {
    fileprivate func done(at finishedAt: Timestamp) -> WorkDone {
        WorkDone(
            item: item,
            attempt: work.attempt,
            replica: replica,
            receivedAt: Timestamp(milliseconds: receivedAt.milliseconds),
            finishedAt: finishedAt
        )
    }

    fileprivate func answer(_ kind: Kind, to cause: ReceivedMessage, subject: String, data: some Encodable) throws
        -> OutgoingMessage
    {
        let header = MessageHeader(
            id: item,
            kind: kind,
            source: "//settei/worker",
            tenant: cause.header.tenant,
            subject: subject,
            time: Timestamp(milliseconds: receivedAt.milliseconds),
            causation: cause.header.id
        )
        return OutgoingMessage(try Message(header, data: data))
    }
}
