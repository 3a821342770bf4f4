/// Names what lint doubts, as it stands behind a message and in a rule's `allow`.
public enum Doubt: String, CaseIterable, Sendable {
    /// A condition that is the same whatever the settings are.
    case alwaysTrue = "always-true"
    case alwaysFalse = "always-false"
    /// An operator that binds in another way than it looks.
    case precedence
    /// The same condition twice in one `&&` or `||`.
    case repeated
    /// A macro's variable, or a test's, that nothing looks at.
    case unused
    /// A macro's variable that hides one of the rule's.
    case hidden
    /// A test that says what another one says.
    case sameTest = "same-test"
    /// A test with the name of another one.
    case sameName = "same-name"
    /// A field that may be absent and of which nothing says what that means.
    case unguarded
    /// More work than a rule should do.
    case expensive
    /// A text that is the same in both languages, or in the wrong one.
    case untranslated
    /// A text that is too long for where it is shown.
    case long
    /// A word that only specialists know, where a plainer one says the same.
    case jargon
    /// A severity that other rules of the same intent do not have.
    case severity
    /// A rule that names no intent.
    case intent
    /// A source of controls that every rule can be traced to, and this one is not.
    case controls
    /// A kind of test that every rule needs, and this one has not.
    case tests
    /// A part of a condition that no test makes true, or false.
    case uncovered
    /// A field or a value that the declared schema has not.
    case schema
}
