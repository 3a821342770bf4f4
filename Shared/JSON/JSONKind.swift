/// Tells the kinds of JSON values apart; numbers by how they are written, so that `1` and `1.0` differ.
public enum JSONKind: UInt8, Sendable, Hashable, BitwiseCopyable {
    case null, bool
    /// An integer within Int64; `-0` is one too.
    case int
    /// An integer above `Int64.max` and within UInt64.
    case uint
    /// A number with a fraction or an exponent.
    case double
    case string, array, object
}
