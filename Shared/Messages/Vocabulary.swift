/// How bad a misconfiguration is, by the criteria in `deploy/policies/SEVERITY.md`.
public enum Severity: String, CaseIterable, Codable, Hashable, Sendable {
    case low, medium, high, critical
}

extension Severity: Comparable {
    /// Orders from `low` to `critical`.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    /// 0 for `low` to 3 for `critical`; stored in the journal's tables.
    public var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }

    /// The severity of a stored rank; nil outside 0 to 3.
    public init?(rank: Int) {
        guard let severity = Self.allCases.first(where: { $0.rank == rank }) else { return nil }
        self = severity
    }
}

/// What one rule says of one resource.
public enum Outcome: String, CaseIterable, Codable, Hashable, Sendable {
    case pass, fail, error, notApplicable, manual
}

/// Why a resource was assessed.
public enum Trigger: String, CaseIterable, Codable, Hashable, Sendable {
    case change, policy, periodic, `default`, request
}

/// What happened to the resource.
public enum ChangeAction: String, CaseIterable, Codable, Hashable, Sendable {
    case create, update, delete
    /// Part of an import: told once as a summary, not once per resource.
    case snapshot
}

/// The three kinds of work that the store gives out.
public enum WorkKind: String, CaseIterable, Codable, Hashable, Sendable {
    /// `config.changed` → `config.assessed`.
    case assess
    /// `alert.raised` → `notification.planned`.
    case plan
    /// `notification.planned` → `notification.sent` or `notification.failed`.
    case deliver
}

/// The state of a finding.
public enum FindingStatus: String, CaseIterable, Codable, Hashable, Sendable {
    case open, resolved
}

/// What an assessment did to a finding; the last word of `finding.<transition>`.
public enum Transition: String, CaseIterable, Codable, Hashable, Sendable {
    case opened, updated, resolved, reopened

    /// The kind of the message that says so.
    public var kind: Kind {
        switch self {
        case .opened: .findingOpened
        case .updated: .findingUpdated
        case .resolved: .findingResolved
        case .reopened: .findingReopened
        }
    }
}

/// Why a finding was resolved.
public enum ResolutionReason: String, CaseIterable, Codable, Hashable, Sendable {
    case pass, notApplicable, deleted, retired
}

/// Whether a finding changes too often to be told each time.
public enum Flapping: String, CaseIterable, Codable, Hashable, Sendable {
    case none, started, ongoing
}

/// The languages that customers are told in.
public enum Language: String, CaseIterable, Codable, Hashable, Sendable {
    case ja, en
}
