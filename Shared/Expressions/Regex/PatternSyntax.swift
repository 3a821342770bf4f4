/// A parsed regular expression.
indirect enum PatternSyntax: Sendable {
    case empty
    case set(ScalarSet)
    case sequence([PatternSyntax])
    case alternatives([PatternSyntax])
    case repeated(PatternSyntax, from: Int, to: Int?)
    case assertion(PatternAssertion)
}

/// A condition on a place in the text that takes no text itself.
enum PatternAssertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}
