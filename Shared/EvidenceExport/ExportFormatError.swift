/// Says why a part of an export cannot be read.
public struct ExportFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in one clause.
    public let description: String

    /// Takes the clause.
    public init(_ description: String) { self.description = description }
}
