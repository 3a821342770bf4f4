/// Says why a text is no regular expression.
struct PatternError: Error, Sendable {
    /// In bytes from the start of the pattern.
    let offset: Int
    let message: String
}
