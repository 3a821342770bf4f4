/// Holds the rules of one file, which are published together under one version.
public struct RulePack: Hashable, Sendable {
    /// The document's name, unique over all packs: small letters, digits and dashes.
    public var id: String
    /// The pack's own version, such as `1.0.0`.
    public var version: String
    /// What the pack is about.
    public var title: LocalizedText
    /// Whether the pack is withdrawn: a file that is merely gone withdraws nothing.
    public var retired: Bool
    /// The rules in the order of the file.
    public var rules: [Rule]
    /// What is known of the intents that the rules name.
    public var intents: [Intent] = []

    /// The rules that are published: those that are not retired.
    public var activeRules: [Rule] { rules.filter { !$0.retired } }
}
