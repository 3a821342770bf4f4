import Adapters
import JSON
import Messages

/// Configuration items, read as the adapter reads them.
enum AWSConfigShape {
    static func resources(in item: JSONNode, type: String?) -> [NativeResource] {
        // Tests of rules leave out when an item was captured, which no rule asks.
        let whole = JSONDocument.made { writer in
            writer.beginObject()
            for (key, value) in item.members where !value.isNull { writer.member(key.string, value) }
            for (name, value) in [
                ("resourceType", type ?? "unknown"), ("resourceId", "unknown"),
                ("configurationItemCaptureTime", "2026-01-01T00:00:00.000Z"), ("configurationItemStatus", "OK"),
            ] where item[name]?.string == nil {
                writer.member(name, value)
            }
            writer.endObject()
        }
        guard let whole else { return [] }
        return AWSConfigAdapter().read(whole).changes.compactMap { found in
            guard let document = try? found.change.configuration.document(limits: JSONLimits(maximumDepth: 256)) else {
                return nil
            }
            let root = document.root
            let names = ["resourceId", "ARN", "arn", "resourceName"].compactMap { root[$0]?.string }
            let resource = found.change.resource
            return NativeResource(
                provider: resource.provider,
                resourceType: resource.type,
                names: names,
                configuration: root
            )
        }
    }
}
