/// Bounds what one YAML file may cost.
public struct YAMLLimits: Sendable {
    /// The most bytes of a file; 4 MiB is ten times the largest pack.
    public var maximumBytes = 4 << 20
    /// The most lists and mappings inside each other; a person writes fewer than 20.
    public var maximumDepth = 64
    /// The most values in a file, which bounds memory to about 100 MB.
    public var maximumNodes = 400_000

    /// Makes the usual limits.
    public init() {}
}
