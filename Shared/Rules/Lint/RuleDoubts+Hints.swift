import Expressions
import YAML

extension RuleDoubts {
    /// What `Expressions` finds odd, also in view of the schemas.
    ///
    /// Fields that may be absent are ``reportGuards(_:)``'s: `onMissing` speaks for most of them.
    func reportHints(_ condition: Condition) {
        var known: Set<Hint> = []
        for settings in [.dyn] + trial.schemas {
            for hint in RuleEnvironment.hints(for: condition.outline.text, settings: settings) {
                guard let doubt = Self.doubt(hint.kind), !isConstant(at: hint.offset, condition) else { continue }
                guard known.insert(hint).inserted else { continue }
                warn(doubt, hint.message, atByte: hint.offset, in: condition)
            }
        }
    }

    private static func doubt(_ kind: Hint.Kind) -> Doubt? {
        switch kind {
        case .alwaysTrue: .alwaysTrue
        case .alwaysFalse: .alwaysFalse
        case .impossibleValue, .undeclaredField: .schema
        case .precedence: .precedence
        case .unguardedField: nil
        }
    }

    /// Whether ``reportConstants(_:)`` has said it of the part around.
    private func isConstant(at offset: Int, _ condition: Condition) -> Bool {
        condition.outline.all.contains { $0.range.contains(offset) && Constant.value(of: $0, locals: []) != nil }
    }
}
