public import JSON

/// Why an expression came out false.
///
/// The parts that decided, the places in the setting they looked at, and what stood there.
public struct Explanation: Sendable, CustomStringConvertible {
    /// An element that a macro such as `all` stopped at.
    public struct Element: Sendable {
        /// The macro's variable.
        public let variable: String

        /// Its position in the list, from 0, or the key of the map's entry as text.
        public let position: String

        /// Where it stands, such as `config.ipPermissions[2]`; nil when the list was made by the expression.
        public let path: String?
    }

    /// One part of the expression that decided.
    public struct Fact: Sendable {
        /// The part's text.
        public let expression: String

        /// Where the part begins, in bytes of the expression.
        public let offset: Int

        /// The place it looked at, such as `config.ipPermissions[2].cidr`; nil when it looked at none.
        public let path: String?

        /// The variable the path begins with.
        public let variable: String?

        /// The path below that variable.
        public let steps: JSONPath?

        /// What stands there as JSON text; nil when nothing does.
        ///
        /// Long values are cut and end in `…`.
        public let value: String?

        /// What stands there, uncut, for whoever must mask it.
        public let node: JSONNode?

        /// Whether the place is absent from the setting.
        public let isMissing: Bool

        /// What the part came to; nil where it gave no value.
        ///
        /// A part that is true is at fault where it stands behind a `!`.
        public let isTrue: Bool?

        /// The elements of the macros around, outermost first.
        public let elements: [Element]

        /// What went wrong when the part gave no value at all.
        public let error: EvaluationError?
    }

    /// The parts that decided, the first one foremost; never empty.
    public let facts: [Fact]

    /// The foremost part's text.
    public var expression: String { facts[0].expression }

    /// The foremost place.
    public var path: String? { facts[0].path }

    /// What stands at the foremost place, as JSON text.
    public var value: String? { facts[0].value }

    /// One line for each part.
    public var description: String {
        facts.map { fact in
            let place = fact.path.map { " (\($0) is \(fact.isMissing ? "absent" : fact.value ?? "absent"))" } ?? ""
            return "\(fact.expression)\(place)"
        }.joined(separator: "\n")
    }
}
