/// Holds what one assessment, or one import, changed for a tenant.
///
/// Kind `alert.raised`; subject: the alert's id.
public struct AlertRaised: Codable, Hashable, Sendable {
    /// The resource; absent in a summary.
    public var resource: Resource?
    /// What changed; in a summary, the most severe twenty.
    public var transitions: [AlertTransition]
    /// Why the resource was assessed.
    public var trigger: Trigger
    /// The change that led to it; absent in a summary.
    public var change: AlertChange?
    /// Present where many resources are told at once.
    public var summary: AlertSummary?

    /// Takes all fields.
    public init(
        resource: Resource?,
        transitions: [AlertTransition],
        trigger: Trigger,
        change: AlertChange?,
        summary: AlertSummary? = nil
    ) {
        self.resource = resource
        self.transitions = transitions
        self.trigger = trigger
        self.change = change
        self.summary = summary
    }
}

/// One finding's change of state, as told to people.
public struct AlertTransition: Codable, Hashable, Sendable {
    /// The finding's id.
    public var finding: String
    /// The rule's id.
    public var rule: String
    /// What happened.
    public var transition: Transition
    /// The rule's category in the taxonomy.
    public var category: String
    /// How bad it is.
    public var severity: Severity
    /// How bad it was before, where that changed.
    public var previousSeverity: Severity?
    /// Open or resolved.
    public var status: FindingStatus
    /// When it was opened, or opened again.
    public var since: Timestamp
    /// Where and what.
    public var explanation: Explanation?
    /// Why it was resolved.
    public var reason: ResolutionReason?
    /// The resource.
    public var resource: Resource
    /// The alert that last told of this finding, so that messages about it form a thread.
    public var previousAlert: MessageID?
    /// Whether it changes too often to be told each time.
    public var flapping: Flapping

    /// Takes all fields.
    public init(
        finding: String,
        rule: String,
        transition: Transition,
        category: String,
        severity: Severity,
        previousSeverity: Severity? = nil,
        status: FindingStatus,
        since: Timestamp,
        explanation: Explanation? = nil,
        reason: ResolutionReason? = nil,
        resource: Resource,
        previousAlert: MessageID? = nil,
        flapping: Flapping = .none
    ) {
        self.finding = finding
        self.rule = rule
        self.transition = transition
        self.category = category
        self.severity = severity
        self.previousSeverity = previousSeverity
        self.status = status
        self.since = since
        self.explanation = explanation
        self.reason = reason
        self.resource = resource
        self.previousAlert = previousAlert
        self.flapping = flapping
    }
}

/// The change behind an alert.
public struct AlertChange: Codable, Hashable, Sendable {
    /// The `config.changed`.
    public var id: MessageID
    /// When the cloud saw it.
    public var observedAt: Timestamp
    /// What happened to the resource.
    public var action: ChangeAction
    /// Who did it.
    public var actor: Actor?

    /// Takes all fields.
    public init(id: MessageID, observedAt: Timestamp, action: ChangeAction, actor: Actor? = nil) {
        self.id = id
        self.observedAt = observedAt
        self.action = action
        self.actor = actor
    }
}

/// Many resources told at once: a first import, or new rules.
public struct AlertSummary: Codable, Hashable, Sendable {
    /// What led to it.
    public enum Reason: String, Codable, Hashable, Sendable {
        case `import`, policy, periodic
    }

    /// What led to it.
    public var reason: Reason
    /// How many resources were assessed.
    public var resources: Int
    /// How many findings opened or came back, by severity (`critical`, `high` …).
    public var opened: [String: Int]
    /// How many were resolved.
    public var resolved: Int

    /// Takes all fields.
    public init(reason: Reason, resources: Int, opened: [String: Int], resolved: Int) {
        self.reason = reason
        self.resources = resources
        self.opened = opened
        self.resolved = resolved
    }
}
