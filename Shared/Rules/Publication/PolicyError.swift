/// Says why a published policy cannot be used: every mistake, not only the first.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One thing that is wrong.
    public struct Mistake: Hashable, Sendable {
        /// The document, as `<document>/<part>@<digest>`.
        public var document: String
        /// The rule, where it is one rule's mistake.
        public var rule: String?
        /// What is wrong.
        public var text: String

        /// Takes all three.
        public init(document: String, rule: String? = nil, text: String) {
            self.document = document
            self.rule = rule
            self.text = text
        }
    }

    /// What is wrong, in the order of the documents.
    public var mistakes: [Mistake]

    /// All mistakes, one a line.
    public var description: String {
        mistakes.map { mistake in
            let place = mistake.rule.map { "\(mistake.document), rule \($0)" } ?? mistake.document
            return "\(place): \(mistake.text)"
        }.joined(separator: "\n")
    }
}
