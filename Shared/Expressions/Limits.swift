/// Bounds what one expression may be and what its evaluation may spend; every bound is always on.
///
/// Going past one that concerns the text is a mistake of the expression; past one that concerns the evaluation, an
/// ``EvaluationError`` whose kind names the limit. Neither can be absorbed by `||`, and neither is ever a hang or a crash.
public struct Limits: Sendable, Equatable {
    /// Bounds the source in bytes; rules people write stay under 2 KiB.
    public var maximumSourceBytes = 32_768

    /// Bounds how deep the expression nests, so that no stage can exhaust its thread's stack.
    public var maximumDepth = 128

    /// Bounds the parts of the expression: literals, names, operators, calls.
    public var maximumParts = 10_000

    /// Bounds the cost of one evaluation.
    ///
    /// One for each step, and one for each 16 bytes or elements a function goes through.
    ///
    /// A rule over a setting of 2 KB spends 10 to 100; a million is about 20 ms, after which the rule is at fault.
    public var maximumCost = 1_000_000

    /// Bounds a string or bytes that an evaluation makes; as long as the longest message.
    public var maximumTextBytes = 1_048_576

    /// Bounds a list or map that an evaluation makes.
    public var maximumElements = 100_000

    /// Bounds the memory for all that one evaluation makes, in bytes; several texts of the longest kind fit.
    public var maximumMemory = 67_108_864

    /// Bounds the instructions of a compiled regular expression, and so the memory and time of `matches`.
    public var maximumPatternInstructions = 5_000

    /// Bounds the table of a constant pattern, in entries of 2 bytes, of which there can be 65,535.
    ///
    /// A pattern that needs more is no error: it runs without a table, some 30 times slower and charged for that.
    public var maximumPatternTableEntries = 65_535

    /// Makes the default limits.
    public init() {}
}
