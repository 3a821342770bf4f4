/// What kept things are, for how long they are kept: each class has keys of its own.
public enum EvidenceClass: String, CaseIterable, Codable, Hashable, Sendable {
    /// Settings as the clouds gave them: `config.changed`.
    case settings
    /// What was found in them: `config.assessed`, `finding.*`, `alert.raised`.
    case verdicts
    /// Who was told: `notification.*`.
    case notices
    /// All else.
    case operations
}
