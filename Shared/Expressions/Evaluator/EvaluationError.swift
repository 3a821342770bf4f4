import JSON

/// Says why an evaluation gave no value.
public struct EvaluationError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, so that the caller can tell an absent field from a broken rule.
    public enum Kind: Sendable, Hashable {
        /// A field of a setting is absent; what that means is the rule's to say.
        case noSuchField
        /// A map that the expression made has no such key.
        case noSuchKey
        /// A function or operator is not defined for values of these types.
        case noSuchOverload
        case indexOutOfRange
        case divisionByZero
        case overflow
        case invalidArgument
        case duplicateKey
        case unboundVariable
        case unknownFunction
        /// The evaluation would have cost more than its limit.
        case costExceeded
        /// A string, list or map grew past its limit.
        case tooLarge
    }

    /// What went wrong.
    public let kind: Kind

    /// The same in words.
    public let message: String

    /// Where in the expression's text, in bytes.
    public let offset: Int

    /// For an absent field its path from the variable, such as `config.Logging.TargetBucket`.
    public let path: String?

    /// The same in words, with the path when there is one.
    public var description: String { path.map { "\(message) (\($0))" } ?? message }
}

/// What nodes throw: one pointer, and words and paths only for those who ask.
final class Failure: Error, Sendable {
    let kind: EvaluationError.Kind
    let offset: Int
    let detail: String

    /// For an absent field the object that lacks it, and the way on from there.
    let missing: (node: JSONNode, steps: [JSONPath.Step])?

    init(
        _ kind: EvaluationError.Kind,
        at offset: Int,
        _ detail: String = "",
        missing: (node: JSONNode, steps: [JSONPath.Step])? = nil
    ) {
        self.kind = kind
        self.offset = offset
        self.detail = detail
        self.missing = missing
    }

    /// Limits end the evaluation whatever the expression says.
    var isFinal: Bool { kind == .costExceeded || kind == .tooLarge }

    var message: String {
        switch kind {
        case .noSuchField: "no such field: \(detail)"
        case .noSuchKey: "no such key: \(detail)"
        case .noSuchOverload: "no such overload: \(detail)"
        case .indexOutOfRange: "index out of range: \(detail)"
        case .divisionByZero: "division by zero"
        case .overflow: "result out of range: \(detail)"
        case .invalidArgument: detail
        case .duplicateKey: "repeated key in a map: \(detail)"
        case .unboundVariable: "variable '\(detail)' has no value"
        case .unknownFunction: "unknown function '\(detail)'"
        case .costExceeded: "the evaluation costs more than its limit of \(detail)"
        case .tooLarge: "the evaluation makes a value larger than \(detail)"
        }
    }
}
