/// Gathers the diagnostics of one reading, handed on from reader to reader; used by one task at a time.
public final class DiagnosticSink {
    /// What was found so far, in the order it was found.
    public private(set) var diagnostics = Diagnostics()

    /// Makes an empty one.
    public init() {}

    /// Tells whether any error was found so far.
    public var hasErrors: Bool { diagnostics.hasErrors }

    /// Adds one.
    public func append(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    /// Adds all of a collection.
    public func append(contentsOf other: some Sequence<Diagnostic>) {
        diagnostics.append(contentsOf: other)
    }
}

@available(*, unavailable)
extension DiagnosticSink: Sendable {}
