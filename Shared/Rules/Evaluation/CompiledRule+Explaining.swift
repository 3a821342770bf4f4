import Expressions
import JSON
import Messages

extension CompiledRule {
    /// The answer where the condition came out false: what decided, where, and what stands there.
    func failed(_ program: Program, _ input: EvaluationInput, _ cost: Cost) -> RuleOutcome {
        guard let fact = program.explain(input.bindings)?.facts.first else {
            return outcome(.fail, cost, message: "the condition is false", explanation: nil)
        }
        let finding = ShownFact(fact, in: input.bindings)
        return outcome(.fail, cost, message: finding.message, explanation: finding.explanation)
    }

    /// The answer where there is no true or false: an absent field is what the rule says it is, all else an error.
    func stopped(_ program: Program, _ error: EvaluationError, _ input: EvaluationInput, _ cost: Cost) -> RuleOutcome {
        if error.kind == .unknown {
            let text = error.path.map { "\($0) is not known before the change is applied" }
            return outcome(
                .manual,
                cost,
                message: ShownFact.cut(text ?? error.message),
                explanation: explanation(program, error, input)
            )
        }
        guard error.isAbsence else {
            return outcome(
                .error,
                cost,
                message: ShownFact.cut(error.description),
                explanation: explanation(program, error, input)
            )
        }
        switch rule.onMissing {
        case .pass, .notApplicable: return outcome(rule.onMissing.outcome, cost)
        case .fail, .error:
            let explanation = explanation(program, error, input)
            let message = error.path == nil ? ShownFact.cut(error.message) : explanation.sentence(in: .en)
            return outcome(rule.onMissing.outcome, cost, message: message, explanation: explanation)
        }
    }

    /// Answers without asking, because the settings cannot be read.
    func unanswered(_ reason: String) -> RuleOutcome {
        outcome(.error, Cost(limit: 0), message: reason)
    }

    private func explanation(
        _ program: Program,
        _ error: EvaluationError,
        _ input: EvaluationInput
    ) -> Messages.Explanation {
        let facts = program.explain(input.bindings)?.facts ?? []
        if let part = facts.first(where: { $0.error?.offset == error.offset }) {
            return Messages.Explanation(path: error.path, expression: ShownFact.cut(part.expression))
        }
        // The whole condition can be long; from the place of the error on it is enough to find it.
        let source = Array(program.source.utf8)
        let part = String(decoding: source[min(error.offset, source.count)...], as: UTF8.self)
        return Messages.Explanation(
            path: error.path,
            expression: ShownFact.cut(error.offset == 0 ? program.source : part)
        )
    }
}

extension EvaluationError {
    /// Whether the expression asked for something that the setting does not have.
    fileprivate var isAbsence: Bool {
        switch kind {
        case .noSuchField, .noSuchKey, .indexOutOfRange: true
        default: false
        }
    }
}

/// A fact of an explanation, made fit to be shown: masked, shortened, in words.
struct ShownFact {
    /// Bounds a text in a message or explanation, in bytes: a line or two.
    private static let maximumText = 256

    let message: String
    let explanation: Messages.Explanation

    init(_ fact: Expressions.Explanation.Fact, in bindings: Bindings) {
        let value = fact.isMissing ? nil : fact.node.map { Self.masked($0, fact, bindings) }
        explanation = Messages.Explanation(
            path: fact.path,
            value: fact.path == nil ? nil : value,
            expression: Self.cut(fact.isTrue == true ? Negation.text(of: fact.expression) : fact.expression)
        )
        message = explanation.sentence(in: .en) ?? "the condition is false"
    }

    /// The value as JSON text, masked by its own name and by the name that stands beside it.
    private static func masked(_ node: JSONNode, _ fact: Expressions.Explanation.Fact, _ bindings: Bindings) -> String {
        let steps = fact.steps?.steps ?? []
        var name: String?
        for case .key(let key) in steps.reversed() {
            name = key
            break
        }
        var sibling: String?
        if case .key = steps.last,
            let slot = RuleVariable.allCases.first(where: { $0.name == fact.variable })?.rawValue,
            case .json(let root) = bindings[slot], let parent = root.value(at: JSONPath(Array(steps.dropLast())))
        {
            sibling = SecretMask.pairName(in: parent)
        }
        return SecretMask.text(
            of: node,
            name: name,
            sibling: isValueName(name) ? sibling : nil,
            maximumBytes: maximumText
        )
    }

    /// In `{"name": "DB_PASSWORD", "type": "env"}` only the value is a secret, not the type.
    private static func isValueName(_ name: String?) -> Bool {
        name.map { SecretName.words(of: $0).last }.map { ["value", "values", "val", "text", "data"].contains($0) }
            ?? false
    }

    /// The text, ended with `…` where it is too long; line breaks become blanks.
    static func cut(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(text.utf8.count, maximumText))
        for byte in text.utf8 {
            let isBlank = byte == 0x20 || (0x09...0x0D).contains(byte)
            if isBlank, bytes.isEmpty || bytes.last == 0x20 { continue }
            guard bytes.count < maximumText else {
                // Not in the middle of a character: continuation bytes are 10xxxxxx.
                if byte & 0xC0 == 0x80 {
                    while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
                }
                return String(decoding: bytes, as: UTF8.self) + "…"
            }
            bytes.append(isBlank ? 0x20 : byte)
        }
        if bytes.last == 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
