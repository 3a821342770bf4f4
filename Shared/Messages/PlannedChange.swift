public import JSON

/// A change that somebody plans: what `config.changed` would say, and what is not known of it before it is made.
///
/// Source: PROTOCOL.md, section 8, `check`.
public struct PlannedChange: Codable, Hashable, Sendable {
    /// The data of a `config.changed`.
    public var change: RawJSON
    /// Places below `configuration` that stand there as null because nobody knows them yet, as paths.
    public var unknown: [String]?
    /// Objects below `configuration` of which only some members are known, as paths; empty for all of it.
    public var open: [String]?
    /// What the other changes of the request call this resource besides its id.
    public var names: [String]?

    /// Takes all fields.
    public init(change: RawJSON, unknown: [String]? = nil, open: [String]? = nil, names: [String]? = nil) {
        self.change = change
        self.unknown = unknown
        self.open = open
        self.names = names
    }

    /// Most changes of one request.
    public static let maximumCount = 100
}

/// What a checker is given to check and not to record: the message of a `check` on its work topic.
public struct CheckTask: Codable, Hashable, Sendable {
    /// Whose changes they are.
    public var tenant: String
    /// The changes.
    public var changes: [PlannedChange]
    /// Whether they are all that there is, and so each other's neighbours; otherwise relations are not known.
    public var whole: Bool?

    /// Takes all fields.
    public init(tenant: String, changes: [PlannedChange], whole: Bool? = nil) {
        self.tenant = tenant
        self.changes = changes
        self.whole = whole
    }
}

/// What a checker says to a ``CheckTask``: at ingest, without receipt and without record.
public struct CheckAnswer: Codable, Hashable, Sendable {
    /// The check's id, as it was given.
    public var check: String
    /// Why it could not be checked; nil where it could.
    public var code: QueryErrorCode?
    /// The same for people.
    public var message: String?
    /// A ``CheckBody``; nil where it could not be checked.
    public var body: RawJSON?

    /// Takes all fields.
    public init(check: String, code: QueryErrorCode? = nil, message: String? = nil, body: RawJSON? = nil) {
        self.check = check
        self.code = code
        self.message = message
        self.body = body
    }
}

/// The body of the answer to a `check`.
public struct CheckBody: Codable, Hashable, Sendable {
    /// The policy that was asked.
    public var policy: PolicyReference
    /// One for each change, in their order.
    public var results: [PlannedVerdict]
    /// Time spent by the checker.
    public var durationMicroseconds: Int64

    /// Takes all fields.
    public init(policy: PolicyReference, results: [PlannedVerdict], durationMicroseconds: Int64) {
        self.policy = policy
        self.results = results
        self.durationMicroseconds = durationMicroseconds
    }
}

/// What the rules say of one planned change.
public struct PlannedVerdict: Codable, Hashable, Sendable {
    /// The resource; nil where the change does not name one.
    public var resource: Resource?
    /// Why the change could not be read; nil where it could.
    public var error: String?
    /// What did not pass, and what cannot be told yet.
    public var outcomes: [PlannedOutcome]
    /// How many rules came to each outcome.
    public var counts: [String: Int]

    /// Takes all fields.
    public init(
        resource: Resource?,
        error: String? = nil,
        outcomes: [PlannedOutcome] = [],
        counts: [String: Int] = [:]
    ) {
        self.resource = resource
        self.error = error
        self.outcomes = outcomes
        self.counts = counts
    }
}

/// What one rule says of one planned change.
public struct PlannedOutcome: Codable, Hashable, Sendable {
    /// The id that the finding has, or would have.
    public var finding: String
    /// What the rule says.
    public var outcome: RuleOutcome

    /// Takes both.
    public init(finding: String, outcome: RuleOutcome) {
        self.finding = finding
        self.outcome = outcome
    }
}
