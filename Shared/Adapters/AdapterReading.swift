/// Everything that an adapter found in one document.
///
/// One bad item among thousands holds up none of the others: it becomes an error beside the changes.
public struct AdapterReading: Sendable {
    /// What is to be published, in the document's order.
    public internal(set) var changes: [AdaptedChange] = []
    /// What was recognised and says nothing about settings, such as `ConfigurationSnapshotDeliveryCompleted`.
    public internal(set) var ignored: [String] = []
    /// How many planned resources have a type that no mapping is for, by type; ``ignored`` names them too.
    public internal(set) var unmapped: [String: Int] = [:]
    /// What could not be read.
    public internal(set) var errors: [AdapterError] = []
    /// Whether the document is a whole, such as a snapshot or a plan, so that resources can be related within it.
    public internal(set) var isSnapshot = false
}
