/// Holds what planned resources are in their cloud's own shape.
public struct MappingSet: Sendable {
    /// No mapping at all.
    public static let empty = MappingSet()
}
