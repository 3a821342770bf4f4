/// Says that a finding opened, changed, was resolved or came back.
///
/// Kinds `finding.*`; subject: the finding id.
public struct FindingChanged: Codable, Hashable, Sendable {
    /// 64 hexadecimal digits; see ``DerivedID/finding(tenant:resourceKey:rule:)``.
    public var finding: String
    /// The resource.
    public var resource: Resource
    /// The rule's id.
    public var rule: String
    /// The rule's category in the taxonomy.
    public var category: String
    /// How bad it is now.
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
    /// The assessment that decided.
    public var assessment: MessageID
    /// The change that was assessed.
    public var change: MessageID
    /// The policy that was in force.
    public var policy: PolicyReference
    /// The last assessment could not tell: outcome `error` or `manual`.
    public var unsure: Bool
    /// Whether it changes too often to be told each time.
    public var flapping: Flapping

    /// Takes all fields.
    public init(
        finding: String,
        resource: Resource,
        rule: String,
        category: String,
        severity: Severity,
        previousSeverity: Severity? = nil,
        status: FindingStatus,
        since: Timestamp,
        explanation: Explanation? = nil,
        reason: ResolutionReason? = nil,
        assessment: MessageID,
        change: MessageID,
        policy: PolicyReference,
        unsure: Bool = false,
        flapping: Flapping = .none
    ) {
        self.finding = finding
        self.resource = resource
        self.rule = rule
        self.category = category
        self.severity = severity
        self.previousSeverity = previousSeverity
        self.status = status
        self.since = since
        self.explanation = explanation
        self.reason = reason
        self.assessment = assessment
        self.change = change
        self.policy = policy
        self.unsure = unsure
        self.flapping = flapping
    }
}
