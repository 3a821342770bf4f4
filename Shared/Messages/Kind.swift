/// Names what a message says happened; on the wire `settei.<kind>.v1`.
///
/// The set is closed: the store refuses what is not here (`unknown-kind`). Source: PROTOCOL.md, section 9.
public enum Kind: String, CaseIterable, Hashable, Codable, Sendable {
    case configChanged = "config.changed"
    case configAssessed = "config.assessed"
    case findingOpened = "finding.opened"
    case findingUpdated = "finding.updated"
    case findingResolved = "finding.resolved"
    case findingReopened = "finding.reopened"
    case alertRaised = "alert.raised"
    case notificationPlanned = "notification.planned"
    case notificationSent = "notification.sent"
    case notificationFailed = "notification.failed"
    case policySubmitted = "policy.submitted"
    case policyPublished = "policy.published"
    case tenantRegistered = "tenant.registered"
    case tenantUpdated = "tenant.updated"
    case operatorAlerted = "operator.alerted"
    case deadLetterRetried = "dead-letter.retried"
    case inputRefused = "input.refused"
    case accessRefused = "access.refused"
    case storeStarted = "store.started"
    case storeConfigured = "store.configured"
    case evidenceExported = "evidence.exported"
    case evidenceImported = "evidence.imported"
    case holdPlaced = "hold.placed"
    case holdReleased = "hold.released"
    case erasureOrdered = "erasure.ordered"
    case evidenceErased = "evidence.erased"
    case retentionApplied = "retention.applied"

    /// Finds the kind in a CloudEvents type such as `settei.config.changed.v1`; nil where it is not one of ours.
    public init?(type: String) {
        guard let kind = Self.byType[type] else { return nil }
        self = kind
    }

    /// The CloudEvents type, `settei.<kind>.v1`.
    public var type: String { "settei.\(rawValue).v1" }

    /// Whether a message of this kind belongs to one tenant, and so must name it.
    public var needsTenant: Bool {
        switch self {
        case .policySubmitted, .policyPublished, .operatorAlerted, .deadLetterRetried: false
        default: !isOfTheStore
        }
    }

    /// Whether it is about the store itself: such a message stands in the operators' log and names no tenant but in its data.
    public var isOfTheStore: Bool {
        switch self {
        case .inputRefused, .accessRefused, .storeStarted, .storeConfigured, .evidenceExported, .evidenceImported,
            .holdPlaced, .holdReleased, .erasureOrdered, .evidenceErased, .retentionApplied:
            true
        default: false
        }
    }

    /// Whether a message of this kind ends an item of work, so that its id is the item's.
    public var isAnswer: Bool {
        switch self {
        case .configAssessed, .notificationPlanned, .notificationSent, .notificationFailed: true
        default: false
        }
    }

    private static let byType: [String: Kind] = Dictionary(uniqueKeysWithValues: allCases.map { ($0.type, $0) })
}
