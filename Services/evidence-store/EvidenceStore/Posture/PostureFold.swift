import Messages

/// One assessment, as the fold takes it.
struct Assessment {
    var standing: Standing
    var isDeletion: Bool
    /// What rules said, with the rules' numbers.
    var outcomes: [(rule: Int64, outcome: RuleOutcome)]
    /// When a finding that this assessment opens began.
    var since: Timestamp
    /// When the assessment was recorded.
    var recordedAt: Timestamp
}

/// What an assessment did to one finding.
struct FindingChange {
    var rule: Int64
    var transition: Transition
    /// Nil only for a finding that is gone with its rule.
    var finding: Finding
    /// People are told; otherwise only the record and the list say it.
    var isTold: Bool
}

/// Turns assessments into posture and findings: a pure function, so that a replay gives the same.
///
/// Source: design.md, section 7.
struct PostureFold {
    /// The new posture; the old one where the assessment is late.
    private(set) var posture: ResourcePosture
    private(set) var changes: [FindingChange] = []
    private let assessment: Assessment

    /// Folds `assessment` into `posture`; nil when it is older than what the posture rests on, and changes nothing.
    ///
    /// - Parameter finding: gives the finding of a rule, open or resolved; asked only where it may have to change.
    init?(
        _ assessment: Assessment,
        into posture: ResourcePosture?,
        finding: (Int64) throws -> Finding?
    ) rethrows {
        if let posture, !assessment.standing.isNewer(than: posture.standing) { return nil }
        self.assessment = assessment
        let before = posture?.rules ?? []
        self.posture = ResourcePosture(standing: assessment.standing, isDeleted: assessment.isDeletion, rules: [])
        if !assessment.isDeletion {
            self.posture.rules.reserveCapacity(assessment.outcomes.count)
            for (rule, outcome) in assessment.outcomes where !self.posture.rules.contains(where: { $0.rule == rule }) {
                let old = before.first { $0.rule == rule }
                self.posture.rules.append(try fold(rule, outcome, old, finding))
            }
        }
        for old in before where old.isOpen && !self.posture.rules.contains(where: { $0.rule == old.rule }) {
            guard let finding = try finding(old.rule) else { continue }
            resolve(old.rule, finding, assessment.isDeletion ? .deleted : .retired)
        }
    }

    private mutating func fold(
        _ rule: Int64,
        _ outcome: RuleOutcome,
        _ old: RuleState?,
        _ finding: (Int64) throws -> Finding?
    ) rethrows -> RuleState {
        var state = RuleState(
            rule: rule,
            outcome: UInt8(outcome.outcome.code),
            severity: UInt8(outcome.severity.rank),
            isOpen: old?.isOpen ?? false,
            isUnsure: false,
            text: old?.text ?? 0
        )
        switch outcome.outcome {
        case .fail:
            state.text = outcome.textHash
            if let old, old.isOpen, old == state { return state }
            state.isOpen = true
            fail(rule, outcome, hasNewText: old?.text != state.text, try finding(rule))
        case .pass, .notApplicable:
            state.text = 0
            state.isOpen = false
            if let old, old.isOpen, let finding = try finding(rule) {
                resolve(rule, finding, outcome.outcome == .pass ? .pass : .notApplicable)
            }
        case .error, .manual:
            guard let old, old.isOpen else { break }
            state.isUnsure = true
            state.severity = old.severity
            if !old.isUnsure, var finding = try finding(rule) {
                finding.isUnsure = true
                change(rule, .updated, finding, isTold: false)
            }
        }
        return state
    }

    private mutating func fail(_ rule: Int64, _ outcome: RuleOutcome, hasNewText: Bool, _ found: Finding?) {
        var finding =
            found
            ?? Finding(category: outcome.category, severity: outcome.severity, status: .open, since: assessment.since)
        let wasResolved = found?.status == .resolved
        let hasNewSeverity = finding.severity != outcome.severity
        finding.previousSeverity = hasNewSeverity ? finding.severity : nil
        finding.severity = outcome.severity
        finding.category = outcome.category
        finding.explanation = outcome.explanation
        finding.isUnsure = false
        finding.status = .open
        finding.reason = nil
        if found == nil || wasResolved {
            finding.since = assessment.since
            finding.noteTransition(at: assessment.recordedAt)
            change(rule, wasResolved ? .reopened : .opened, finding, isTold: true)
        } else {
            change(rule, .updated, finding, isTold: hasNewSeverity || hasNewText)
        }
    }

    private mutating func resolve(_ rule: Int64, _ found: Finding, _ reason: ResolutionReason) {
        var finding = found
        finding.status = .resolved
        finding.reason = reason
        finding.previousSeverity = nil
        finding.isUnsure = false
        finding.noteTransition(at: assessment.recordedAt)
        change(rule, .resolved, finding, isTold: true)
    }

    private mutating func change(_ rule: Int64, _ transition: Transition, _ finding: Finding, isTold: Bool) {
        changes.append(FindingChange(rule: rule, transition: transition, finding: finding, isTold: isTold))
    }
}

extension RuleOutcome {
    /// FNV-1a over what a finding says, to see without reading it whether that changed.
    var textHash: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ text: String?) {
            for byte in (text ?? "").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        add(message)
        add(explanation?.path)
        add(explanation?.value)
        add(explanation?.expression)
        return hash
    }
}
