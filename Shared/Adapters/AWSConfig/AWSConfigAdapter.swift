public import JSON

/// Turns what AWS Config sends into `config.changed`, in every envelope that it arrives in.
///
/// Pure: the same document always gives the same changes under the same ids. Source: AWS Config Developer Guide, "Notifications that
/// AWS Config sends to an Amazon SNS topic", "Monitoring AWS Config with EventBridge" and "Components of a configuration item".
public struct AWSConfigAdapter: Adapter {
    /// What it reads.
    public static let format = AdapterFormat.awsConfig

    /// The name that `change.source` gets.
    public static let source = "aws-config"

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// Tells whether an object is a notification, an event, a snapshot file or an item of AWS Config.
    public func recognises(_ root: JSONNode) -> Bool {
        guard root.kind == .object else { return false }
        switch AWSConfigForm(root) {
        case .item(let item, _):
            // Other clouds' records have a resourceType too.
            return item.text("resourceType")?.hasPrefix("AWS::") == true
                || item.member("supplementaryConfiguration") != nil
                || item.member("configurationItemCaptureTime") != nil
        case .results(let results): return results[0].map { $0.kind == .string && Self.opens($0, recognises) } ?? false
        case .silent(let messageType): return messageType.hasPrefix("Config") || messageType == "ScheduledNotification"
        case .oversized, .items, .invokingEvent: return true
        case .event(let type, _):
            return type == AWSConfigForm.itemChange || root.member("source")?.isString("aws.config") == true
        case .sns(let message): return Self.opens(message, recognises)
        case .records(let records):
            guard let record = records[0], let body = record.member("body") ?? record.member("Sns") else {
                return false
            }
            return body.kind == .string ? Self.opens(body, recognises) : recognises(body)
        case .unrecognised: return false
        }
    }

    /// Whether a text holds JSON that `recognises` takes.
    private static func opens(_ text: JSONNode, _ recognises: (JSONNode) -> Bool) -> Bool {
        guard let bytes = text.withUTF8({ Array($0) }), let document = try? JSONDocument(bytes) else { return false }
        return recognises(document.root)
    }

    /// Reads one document: a notification, an event, a snapshot file, an item, or a list of any of these.
    public func read(_ root: JSONNode) -> AdapterReading {
        var walk = AWSConfigWalk()
        walk.take(root, AWSConfigDelivery())
        return walk.reading
    }
}
