/// Says why bytes or a text are not what they should be.
///
/// Nothing of the input is repeated in it but numbers: what is wrong may hold secrets, or come from an attacker.
public struct LogFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was read, such as `checkpoint`.
    public let format: String
    /// What is wrong with it, in one clause.
    public let problem: String

    /// Takes both.
    public init(_ format: String, _ problem: String) {
        self.format = format
        self.problem = problem
    }

    /// Both, as one line.
    public var description: String { "\(format): \(problem)" }
}
