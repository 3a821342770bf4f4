/// Says why an evaluation gave no value.
public struct EvaluationError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, so that the caller can tell an absent field from a broken rule.
    public enum Kind: UInt8, Sendable, Hashable {
        /// A field of a setting is absent; what that means is the rule's to say.
        case noSuchField
        /// A place of a setting is not known, such as what is decided only when a change is applied.
        case unknown
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
        /// The evaluation would have cost more than ``Limits/maximumCost``, or than the budget it was given.
        case costExceeded
        /// A string or bytes grew past ``Limits/maximumTextBytes``.
        case textTooLong
        /// A list or map grew past ``Limits/maximumElements``.
        case tooManyElements
        /// What the evaluation made took more than ``Limits/maximumMemory``.
        case memoryExceeded
        /// A pattern made by the expression is larger than ``Limits/maximumPatternInstructions``.
        case patternTooLarge

        /// The name of the limit that was exceeded; nil for failures that `||` and `&&` may absorb.
        @inline(__always)
        public var limit: String? {
            switch self {
            case .costExceeded: "maximumCost"
            case .textTooLong: "maximumTextBytes"
            case .tooManyElements: "maximumElements"
            case .memoryExceeded: "maximumMemory"
            case .patternTooLarge: "maximumPatternInstructions"
            default: nil
            }
        }
    }

    /// What went wrong.
    public let kind: Kind

    /// The same in words.
    public let message: String

    /// Where in the expression's text, in bytes.
    public let offset: Int

    /// For an absent field, or one that is not known, its path from the variable, such as `config.Logging.TargetBucket`.
    public let path: String?

    /// The same in words, with the path or the limit's name when there is one.
    public var description: String { (path ?? kind.limit).map { "\(message) (\($0))" } ?? message }
}
