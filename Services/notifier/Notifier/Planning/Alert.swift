import Messages

/// Holds an `alert.raised` with what its envelope says: whose it is, which one, and when.
struct Alert: Sendable, Hashable {
    let id: MessageID
    let tenant: String
    let time: Timestamp
    let content: AlertRaised

    init(id: MessageID, tenant: String, time: Timestamp, content: AlertRaised) {
        self.id = id
        self.tenant = tenant
        self.time = time
        self.content = content
    }

    /// Takes a message of kind `alert.raised`.
    init(_ message: ReceivedMessage) throws {
        self.init(
            id: message.header.id,
            tenant: message.header.tenant ?? "",
            time: message.header.time,
            content: try message.decode(AlertRaised.self)
        )
    }

    /// What is told: a finding that goes on flapping was told when that began, and is not told again.
    var told: [AlertTransition] { content.transitions.filter { $0.flapping != .ongoing } }

    /// Whether somebody asked to see that the routes work, and nothing is wrong.
    var isTest: Bool { content.trigger == .request && content.transitions.isEmpty && content.summary == nil }

    /// Which text it is told with.
    var template: Template {
        if isTest { return .test }
        if content.summary != nil { return .summary }
        let told = told
        if !told.isEmpty, told.allSatisfy({ $0.flapping == .started }) { return .flapping }
        if !told.isEmpty, told.allSatisfy({ $0.transition == .resolved }) { return .resolved }
        return .finding
    }

    /// The worst of what is told, counting also what was worse before; nil when nothing is told.
    var severity: Severity? {
        var all = told.flatMap { [$0.severity, $0.previousSeverity].compactMap(\.self) }
        if let summary = content.summary {
            all += summary.opened.filter { $0.value > 0 }.compactMap { Severity(rawValue: $0.key) }
        }
        return all.max()
    }
}

/// Names the texts that an alert can be told with.
enum Template: String, Sendable, CaseIterable {
    case finding, resolved, summary, flapping, test
}
