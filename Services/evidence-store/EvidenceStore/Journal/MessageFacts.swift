import Messages

/// What the journal's projections need of a message's data.
enum MessageFacts: Sendable {
    case change(ChangeFacts)
    case assessment(AssessmentFacts)
    case planned(PlannedFacts)
    case delivered(DeliveredFacts)
    case document(DocumentFacts)
    case manifest(ManifestFacts)
    /// A dead letter is to be given out again; its item.
    case retried(MessageID)
    case hold(HoldPlaced)
    case release(HoldReleased)
    case erasure(ErasureOrdered)
    case imported(EvidenceImported)
    /// Nothing beyond the header: tenant profiles.
    case other
}

/// Facts of `config.changed`.
struct ChangeFacts: Sendable {
    var resource: Resource
    /// The resource key, `resource.key`, which is also the message's subject.
    var key: String
    var observedAt: Timestamp
    /// The source's own counter; nil where it is absent.
    var version: Int64?
    /// `change.source`: versions are compared only within one source.
    var source: String
    var action: ChangeAction
    /// The byte range of `data.actor` in the message; nil where there is none.
    var actor: Range<Int>?
}

/// Facts of `config.assessed`.
struct AssessmentFacts: Sendable {
    var policy: PolicyReference
    var trigger: Trigger
    var outcomes: [RuleOutcome]
    var work: WorkDone
}

/// Facts of `notification.planned`.
struct PlannedFacts: Sendable {
    /// The routes of its deliveries, in order.
    var routes: [String]
}

/// Facts of `notification.sent` and `notification.failed`.
struct DeliveredFacts: Sendable {
    var route: String
    var delivery: Int
    /// Nil for `notification.sent`.
    var failure: Failure?

    struct Failure: Sendable {
        var reason: String
        /// Nil: given up.
        var nextAttemptAt: Timestamp?
    }
}

/// Facts of `policy.submitted`.
struct DocumentFacts: Sendable {
    var document: String
    var part: PolicyPart
    var version: String
    var digest: String
}

/// Facts of `policy.published`.
struct ManifestFacts: Sendable {
    var version: Int64
    var digest: String
    var previous: String?
    var documents: [PolicyDocumentReference]
}
