/// Says what rules of several clouds are for in common, so that a customer of three clouds is told one sentence.
public struct Intent: Hashable, Sendable {
    /// Unique over all files: small letters, digits and dashes, such as `storage-not-public`.
    public var id: String
    /// The one sentence that stands for the rules.
    public var title: LocalizedText
    /// What happens to somebody who applies a setting against it, in one sentence.
    public var consequence: LocalizedText
    /// The known case of what went wrong, in two sentences (べからず集, MIC-CFG III.4.1.1).
    public var badPractice: LocalizedText

    /// Takes all fields.
    public init(id: String, title: LocalizedText, consequence: LocalizedText, badPractice: LocalizedText) {
        self.id = id
        self.title = title
        self.consequence = consequence
        self.badPractice = badPractice
    }
}
