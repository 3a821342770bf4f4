import Keystore
import Messages

/// What is kept for the same time, and so under the same keys.
///
/// Source: requirements E4; design.md, section 5.
enum RetentionClass: Int64, CaseIterable, Sendable {
    /// What customers set: `config.changed`.
    case settings = 1
    /// What follows from it: assessments, findings, alerts.
    case verdicts = 2
    /// Who was told what: `notification.*`.
    case notices = 3
    /// Policies, profiles, operators' acts, refusals.
    case operations = 4

    /// What the keystore calls a key of this class.
    var purpose: KeyPurpose {
        switch self {
        case .settings: .settings
        case .verdicts: .verdicts
        case .notices: .notices
        case .operations: .operations
        }
    }
}

extension Kind {
    /// The class that messages of this kind are kept in.
    var retentionClass: RetentionClass {
        switch self {
        case .configChanged: .settings
        case .configAssessed, .findingOpened, .findingUpdated, .findingResolved, .findingReopened, .alertRaised:
            .verdicts
        case .notificationPlanned, .notificationSent, .notificationFailed: .notices
        default: .operations
        }
    }
}
