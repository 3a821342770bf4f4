/// Says what is wrong in a keystore.
public struct KeystoreProblem: Hashable, Sendable, CustomStringConvertible {
    /// The key that cannot be used; nil where it is the file and no single key.
    public let key: KeyID?
    /// What is wrong.
    public let reason: String

    /// One line for an operator.
    public var description: String { (key.map { "key \($0): " } ?? "") + reason }
}
