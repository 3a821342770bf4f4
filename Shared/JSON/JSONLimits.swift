/// Limits what one document may ask of the reader; every field has a default that suits a message from outside.
public struct JSONLimits: Sendable, Equatable {
    /// Bounds how many arrays and objects may stand inside each other.
    ///
    /// Default 128; no known cloud setting passes 40.
    public var maximumDepth = 128

    /// Bounds the length of the source in bytes.
    ///
    /// Default 1 MiB, the largest message of the bus; at most 2 GiB.
    public var maximumBytes = 1_048_576

    /// Makes the default limits.
    public init() {}

    /// Makes limits with the given depth and length in bytes.
    public init(maximumDepth: Int = 128, maximumBytes: Int = 1_048_576) {
        self.maximumDepth = maximumDepth
        self.maximumBytes = maximumBytes
    }
}
