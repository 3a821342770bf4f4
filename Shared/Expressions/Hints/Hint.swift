/// Something in a correct expression that is probably not meant.
public struct Hint: Sendable, Hashable {
    /// What is wrong with it.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A part is true whatever the setting.
        case alwaysTrue
        /// A part is false whatever the setting.
        case alwaysFalse
        /// A field that may be absent is selected, and nothing asks for it first.
        case unguardedField
        /// A value is compared with one that the schema rules out.
        case impossibleValue
        /// A field that the schema does not declare, near one that it does.
        case undeclaredField
        /// Operators bind in another way than the expression looks.
        case precedence
    }

    /// What is wrong with it.
    public let kind: Kind

    /// Where, in bytes from the start of the source.
    public let offset: Int

    /// What it is, in words that say what to do.
    public let message: String

    /// The setting's path that it is about, such as `config.encryption.kmsKey`; nil for most.
    public let path: String?

    init(_ kind: Kind, at offset: Int, _ message: String, path: String? = nil) {
        self.kind = kind
        self.offset = offset
        self.message = message
        self.path = path
    }
}
