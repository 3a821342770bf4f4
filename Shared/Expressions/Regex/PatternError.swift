/// Says why a text is no regular expression.
struct PatternError: Error, Sendable {
    /// In bytes from the start of the pattern.
    let offset: Int
    let message: String
    /// Whether the pattern is well-formed and only too large.
    var isTooLarge = false

    static func tooLarge(_ limit: Int) -> PatternError {
        PatternError(
            offset: 0,
            message: "the pattern needs more than \(limit) instructions (maximumPatternInstructions)",
            isTooLarge: true
        )
    }
}
