/// A question to the store's query socket; fields by ``Operation``.
///
/// Source: PROTOCOL.md, section 8.
public struct QueryRequest: Codable, Hashable, Sendable {
    /// What is asked.
    public enum Operation: String, CaseIterable, Codable, Hashable, Sendable {
        case hello, replay, latest, get, findings, posture, refusals, status, check, prove, export
        case deadLetters = "dead-letters"
    }

    /// The asker's mark, 1 to 64 bytes; the same over repeats.
    public var id: String
    /// What is asked.
    public var op: Operation
    /// How long the answer is of use.
    public var deadlineMilliseconds: Int64?
    /// Only this tenant.
    public var tenant: String?
    /// A kind, or empty for all; `replay`, `latest`, `get`.
    public var kind: String?
    /// A subject; `latest`.
    public var subject: String?
    /// A message; `get`, `prove`.
    public var messageId: MessageID?
    /// The last number already read; `replay`.
    public var after: Int64?
    /// How long to wait until there is something; `replay`.
    public var waitMilliseconds: Int64?
    /// Where the last page ended.
    public var cursor: String?
    /// At most so many, 1 to 500.
    public var limit: Int?
    /// Findings in these states.
    public var status: [FindingStatus]?
    /// Findings of these severities.
    public var severity: [Severity]?
    /// Findings of this category.
    public var category: String?
    /// Findings on this type of resource.
    public var resourceType: String?
    /// A resource key.
    public var resource: String?
    /// Findings of this rule.
    public var rule: String?
    /// One finding.
    public var finding: String?
    /// Records from this time on; `export`.
    public var from: Timestamp?
    /// Records before this time; `export`.
    public var to: Timestamp?
    /// Refusals of this token.
    public var token: String?
    /// Refusals of this sender.
    public var sender: String?
    /// Planned changes, 1 to 100; `check`.
    public var changes: [PlannedChange]?
    /// Whether the changes are all that there is, so that what is not among them is absent; `check`.
    public var whole: Bool?

    /// Makes a request; set further fields as the operation needs.
    public init(id: String, op: Operation) {
        self.id = id
        self.op = op
    }
}

/// The first frame of an answer.
public struct QueryReplyHeader: Codable, Hashable, Sendable {
    /// Whether the question could be answered.
    public enum Status: String, Codable, Hashable, Sendable {
        case ok, error
    }

    /// The asker's mark.
    public var id: String
    /// Whether it could be answered.
    public var status: Status
    /// Where it could not: why.
    public var code: QueryErrorCode?
    /// The same for people.
    public var message: String?
    /// Where it is worth asking again: after how long.
    public var retryAfterMilliseconds: Int64?
    /// Where this page ended.
    public var cursor: String?
    /// Whether there is more.
    public var more: Bool?
    /// How many messages or rows follow.
    public var count: Int?

    /// Takes all fields but `body`, which is written after them as it comes.
    public init(
        id: String,
        status: Status,
        code: QueryErrorCode? = nil,
        message: String? = nil,
        retryAfterMilliseconds: Int64? = nil,
        cursor: String? = nil,
        more: Bool? = nil,
        count: Int? = nil
    ) {
        self.id = id
        self.status = status
        self.code = code
        self.message = message
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.cursor = cursor
        self.more = more
        self.count = count
    }
}

/// Why a question could not be answered.
public enum QueryErrorCode: String, CaseIterable, Codable, Hashable, Sendable, Error {
    case badRequest = "bad-request"
    case unknownOperation = "unknown-op"
    case tenantNotAllowed = "tenant-not-allowed"
    case operationNotAllowed = "op-not-allowed"
    case busy, deadline, `internal`
    /// Nobody is there who could answer: no checker, or none that has the policy in force.
    case unavailable
    /// The principal or the tenant has as many questions open as it may.
    case rateLimited = "rate-limited"
}

/// One finding as `findings` gives it.
public struct FindingRecord: Codable, Hashable, Sendable {
    /// The tenant.
    public var tenant: String
    /// The state as last told.
    public var state: FindingChanged
    /// When it last changed.
    public var changedAt: Timestamp

    /// Takes all fields.
    public init(tenant: String, state: FindingChanged, changedAt: Timestamp) {
        self.tenant = tenant
        self.state = state
        self.changedAt = changedAt
    }
}
