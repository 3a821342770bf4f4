public import Messages

/// What a principal is, and so what it may do.
///
/// Source: PROTOCOL.md, section 2.
public enum Role: String, CaseIterable, Hashable, Sendable {
    /// Tells of a customer's settings, from outside.
    case integrator
    /// Reads what is about its tenants.
    case auditor
    /// Runs Settei.
    case `operator`
    /// Checks settings.
    case configChecker = "config-checker"
    /// Tells people.
    case notifier
    /// Says what the rules are.
    case policyRegistry = "policy-registry"

    /// The sockets that a key of this role may connect to.
    public var domain: AccessDomain {
        switch self {
        case .integrator, .auditor, .operator: .external
        case .configChecker, .notifier, .policyRegistry: .internal
        }
    }

    /// Whether the role is of all tenants, whatever its entry says.
    public var hasAllTenants: Bool { self == .operator || domain == .internal }

    /// Whether the role's processes may say that they live.
    public var sendsHeartbeats: Bool { domain == .internal }

    /// Whether the role may say that `kind` happened.
    public func publishes(_ kind: Kind) -> Bool {
        switch kind {
        case .configChanged: self == .integrator
        case .configAssessed: self == .configChecker
        case .notificationPlanned, .notificationSent, .notificationFailed: self == .notifier
        case .policySubmitted, .policyPublished, .tenantRegistered, .tenantUpdated: self == .policyRegistry
        case .deadLetterRetried, .holdPlaced, .holdReleased, .erasureOrdered, .evidenceImported: self == .operator
        case .findingOpened, .findingUpdated, .findingResolved, .findingReopened, .alertRaised, .operatorAlerted,
            .inputRefused, .accessRefused, .storeStarted, .storeConfigured, .evidenceExported, .evidenceErased,
            .retentionApplied:
            false
        }
    }

    /// Whether the role may read messages of `kind`.
    public func reads(_ kind: Kind) -> Bool {
        switch self {
        // The words of the policy go with what `check` answers, and are told to customers anyway.
        case .integrator: Self.findings.contains(kind) || kind == .policySubmitted || kind == .policyPublished
        case .auditor: kind.needsTenant
        default: true
        }
    }

    /// Whether the role may ask for `operation` at all.
    public func asks(_ operation: QueryRequest.Operation) -> Bool {
        switch operation {
        case .hello, .findings, .posture, .replay, .latest, .get, .refusals: true
        case .deadLetters: self != .integrator
        // Whoever may say that a change happened may ask what it would bring.
        case .check: self == .integrator || self == .operator
        case .status: self == .operator || domain == .internal
        case .prove: domain == .external
        case .export: self == .auditor || self == .operator
        }
    }

    private static let findings: Set<Kind> = [.findingOpened, .findingUpdated, .findingResolved, .findingReopened]
}

/// The two sides of the store, as ZAP domains.
public enum AccessDomain: String, CaseIterable, Hashable, Sendable {
    /// Integrators, auditors and operators.
    case external
    /// The other services.
    case `internal`
}
