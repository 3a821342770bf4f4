/// Says what every applicable rule found in one change.
///
/// Kind `config.assessed`; subject: the resource key; id: the item's.
public struct ConfigAssessed: Codable, Sendable {
    /// The id of the `config.changed` that was assessed.
    public var change: MessageID
    /// The resource.
    public var resource: Resource
    /// The policy that was in force.
    public var policy: PolicyReference
    /// Why it was assessed.
    public var trigger: Trigger
    /// One for each rule that applies to the resource's type.
    public var outcomes: [RuleOutcome]
    /// Cost units spent over all rules; see `Expressions`.
    public var cost: Int64
    /// Time spent, from the item's arrival in the evaluator to the last rule's end.
    public var durationMicroseconds: Int64
    /// Which item this answers, and who did it.
    public var work: WorkDone

    /// Takes all fields.
    public init(
        change: MessageID,
        resource: Resource,
        policy: PolicyReference,
        trigger: Trigger,
        outcomes: [RuleOutcome],
        cost: Int64,
        durationMicroseconds: Int64,
        work: WorkDone
    ) {
        self.change = change
        self.resource = resource
        self.policy = policy
        self.trigger = trigger
        self.outcomes = outcomes
        self.cost = cost
        self.durationMicroseconds = durationMicroseconds
        self.work = work
    }
}

/// Names a published policy.
public struct PolicyReference: Codable, Hashable, Sendable {
    /// Counts the manifests from 1.
    public var version: Int64
    /// `sha256:` and 64 hexadecimal digits; see PROTOCOL.md, section 9.
    public var digest: String

    /// Takes both fields.
    public init(version: Int64, digest: String) {
        self.version = version
        self.digest = digest
    }
}

/// What one rule says of one resource, and why.
public struct RuleOutcome: Codable, Hashable, Sendable {
    /// The rule's id.
    public var rule: String
    /// What it says.
    public var outcome: Outcome
    /// The rule's severity.
    public var severity: Severity
    /// The rule's category in the taxonomy, `1` to `7`.
    public var category: String
    /// One line for people; absent where the rule passed.
    public var message: String?
    /// Where and what; absent where the rule passed.
    public var explanation: Explanation?
    /// Cost units spent.
    public var cost: Int64

    /// Takes all fields.
    public init(
        rule: String,
        outcome: Outcome,
        severity: Severity,
        category: String,
        message: String? = nil,
        explanation: Explanation? = nil,
        cost: Int64 = 0
    ) {
        self.rule = rule
        self.outcome = outcome
        self.severity = severity
        self.category = category
        self.message = message
        self.explanation = explanation
        self.cost = cost
    }
}

/// The place in the settings that decided, with secrets masked.
public struct Explanation: Codable, Hashable, Sendable {
    /// The path, such as `config.configuration.ipPermissions[2].ipRanges[0]`.
    public var path: String?
    /// The value found there, as JSON text, masked and shortened.
    public var value: String?
    /// The part of the rule's expression that should be true and is not; turned round where it stands behind a `!`.
    public var expression: String?

    /// Takes all fields.
    public init(path: String? = nil, value: String? = nil, expression: String? = nil) {
        self.path = path
        self.value = value
        self.expression = expression
    }
}

/// Which item an answer answers, by whom and when.
public struct WorkDone: Codable, Hashable, Sendable {
    /// The item; equals the answer's id.
    public var item: MessageID
    /// 1 for the first time that the item was given out.
    public var attempt: Int
    /// The replica's `sender`.
    public var replica: String
    /// When the replica got the item.
    public var receivedAt: Timestamp
    /// When it had the answer.
    public var finishedAt: Timestamp

    /// Takes all fields.
    public init(item: MessageID, attempt: Int, replica: String, receivedAt: Timestamp, finishedAt: Timestamp) {
        self.item = item
        self.attempt = attempt
        self.replica = replica
        self.receivedAt = receivedAt
        self.finishedAt = finishedAt
    }
}
