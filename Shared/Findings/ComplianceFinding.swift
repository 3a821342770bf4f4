public import Messages

/// What one rule found on one resource, as other security tools take it in: OCSF 1.5, class 2003 "Compliance Finding".
///
/// The finding's id is the evidence-store's, so that a planned change, a stored finding and an exported one are the same finding.
/// Source: schema.ocsf.io/1.5.0/classes/compliance_finding.
public struct ComplianceFinding: Sendable {
    /// What happened to the finding.
    public enum Activity: Int, Sendable {
        case create = 1
        case update = 2
        case close = 3
    }

    /// Where the finding stands with those who look after it.
    public enum Status: Int, Sendable {
        case new = 1
        case suppressed = 3
        case resolved = 4
    }

    /// The words of the rule, in the language of the export.
    public struct Words: Sendable {
        /// What is wrong, in one line.
        public var title: String
        /// Why that is dangerous; for a planned change, what it would bring about.
        public var description: String?
        /// What to do about it.
        public var remedy: String?
        /// The category's name.
        public var category: String?

        /// Takes all fields.
        public init(title: String, description: String? = nil, remedy: String? = nil, category: String? = nil) {
            self.title = title
            self.description = description
            self.remedy = remedy
            self.category = category
        }
    }

    /// 64 hexadecimal digits; see ``DerivedID/finding(tenant:resourceKey:rule:)``.
    public var id: String
    /// Whose resource it is.
    public var tenant: String
    /// What the finding is on.
    public var resource: Resource
    /// Where the resource is written down, such as its address in a plan.
    public var origins: [String]
    /// What the rule said, with place and value.
    public var outcome: RuleOutcome
    /// The same in a sentence.
    public var found: String?
    /// The rule's words.
    public var words: Words
    /// The controls that the rule gives evidence for, each as source and number.
    public var controls: [String]
    /// What happened.
    public var activity: Activity
    /// Where it stands.
    public var status: Status
    /// When it was first seen.
    public var since: Timestamp
    /// When it was last looked at.
    public var time: Timestamp
    /// The policy's version; 0 for packs that were not published.
    public var policyVersion: Int64

    /// Takes what is known; a planned change is a finding that was just created.
    public init(
        id: String,
        tenant: String,
        resource: Resource,
        origins: [String] = [],
        outcome: RuleOutcome,
        found: String? = nil,
        words: Words,
        controls: [String] = [],
        activity: Activity = .create,
        status: Status = .new,
        since: Timestamp,
        time: Timestamp,
        policyVersion: Int64 = 0
    ) {
        self.id = id
        self.tenant = tenant
        self.resource = resource
        self.origins = origins
        self.outcome = outcome
        self.found = found
        self.words = words
        self.controls = controls
        self.activity = activity
        self.status = status
        self.since = since
        self.time = time
        self.policyVersion = policyVersion
    }
}
