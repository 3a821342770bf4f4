public import JSON

/// Turns what AWS Config sends into `config.changed`, in every envelope that it arrives in.
///
/// Pure: the same document always gives the same changes under the same ids. Source: AWS Config Developer Guide, "Notifications that
/// AWS Config sends to an Amazon SNS topic", "Monitoring AWS Config with EventBridge" and "Components of a configuration item".
public struct AWSConfigAdapter: Sendable {
    /// The name that `change.source` gets.
    public static let source = "aws-config"

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// Reads one document: a notification, an event, a snapshot file, an item, or a list of any of these.
    public func read(_ root: JSONNode) -> AdapterReading {
        var walk = AWSConfigWalk()
        walk.take(root, AWSConfigDelivery())
        return walk.reading
    }
}
