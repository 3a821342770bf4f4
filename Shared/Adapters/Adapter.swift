public import JSON

/// Reads one format of what clouds and their tools write.
///
/// Pure: the same document always gives the same changes under the same ids; no clock, no network.
public protocol Adapter: Sendable {
    /// The format that it reads.
    static var format: AdapterFormat { get }

    /// Tells by its members whether a document is of this format; looks at few of them and never at all of a large one.
    func recognises(_ root: JSONNode) -> Bool

    /// Reads one document; what cannot be read becomes an error beside the rest.
    func read(_ root: JSONNode) -> AdapterReading
}
