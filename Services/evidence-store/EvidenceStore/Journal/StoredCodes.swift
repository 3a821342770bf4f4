import Messages

/// The numbers that stand for the closed vocabularies in the journal's tables; SCHEMA.md lists them.
///
/// Never renumbered.
protocol StoredCode: CaseIterable, Hashable {
    var code: Int64 { get }
}

extension StoredCode {
    init?(code: Int64) {
        guard let value = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = value
    }
}

extension WorkKind: StoredCode {
    var code: Int64 {
        switch self {
        case .assess: 1
        case .plan: 2
        case .deliver: 3
        }
    }
}

extension Trigger: StoredCode {
    var code: Int64 {
        switch self {
        case .change: 1
        case .policy: 2
        case .periodic: 3
        case .default: 4
        case .request: 5
        }
    }
}

extension ChangeAction: StoredCode {
    var code: Int64 {
        switch self {
        case .create: 1
        case .update: 2
        case .delete: 3
        case .snapshot: 4
        }
    }
}

extension Outcome: StoredCode {
    var code: Int64 {
        switch self {
        case .pass: 1
        case .fail: 2
        case .error: 3
        case .notApplicable: 4
        case .manual: 5
        }
    }
}

extension FindingStatus: StoredCode {
    var code: Int64 {
        switch self {
        case .open: 1
        case .resolved: 2
        }
    }
}

extension ResolutionReason: StoredCode {
    var code: Int64 {
        switch self {
        case .pass: 1
        case .notApplicable: 2
        case .deleted: 3
        case .retired: 4
        }
    }
}

extension Flapping: StoredCode {
    var code: Int64 {
        switch self {
        case .none: 0
        case .started: 1
        case .ongoing: 2
        }
    }
}

/// Why many resources are told at once.
enum SummaryReason: Int64, CaseIterable {
    case `import` = 1
    case policy = 2
    case periodic = 3

    var wire: AlertSummary.Reason {
        switch self {
        case .import: .import
        case .policy: .policy
        case .periodic: .periodic
        }
    }

    var trigger: Trigger {
        switch self {
        case .import: .change
        case .policy: .policy
        case .periodic: .periodic
        }
    }
}
