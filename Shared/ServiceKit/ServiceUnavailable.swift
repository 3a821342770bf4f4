/// Says that a service cannot start because something it needs is not there; the process then ends with 69.
public struct ServiceUnavailable: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is missing, and what to do.
    public let description: String

    /// Takes what is missing.
    public init(_ description: String) {
        self.description = description
    }
}
