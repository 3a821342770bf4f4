import Crypto
public import JSON
import Messages

/// Turns assets of Google's Cloud Asset Inventory into `config.changed`: exports, lists, and the messages of feeds.
///
/// Settings, access policies and organisation policies of a resource come as assets of their own with one name; each is kept under an id of
/// its own, so that one does not end the findings of another.
/// Source: Cloud Asset Inventory, "Asset", "TemporalAsset" and "Monitoring asset changes with Pub/Sub".
public struct GoogleAssetAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.googleAsset

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// An asset (`assetType`), a feed's message, a push delivery of one, or a list of assets.
    public func recognises(_ root: JSONNode) -> Bool {
        if root.text("assetType", "asset_type") != nil { return true }
        if let asset = root.member("asset") { return asset.text("assetType", "asset_type") != nil }
        if let list = root.member("assets"), list.kind == .array { return list[0].map(recognises) ?? false }
        return GooglePush.document(in: root).map { recognises($0.root) } ?? false
    }

    /// Reads assets; what a feed only says of its own is named in `ignored`.
    public func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        take(root, "", GoogleAssetDelivery(), into: &reading)
        return reading
    }

    private func take(
        _ node: JSONNode,
        _ place: String,
        _ delivery: GoogleAssetDelivery,
        into reading: inout AdapterReading
    ) {
        var delivery = delivery
        if node.kind == .array || node.member("assets")?.kind == .array {
            let list = node.kind == .array ? node : node.member("assets") ?? node
            delivery.time = node.text("readTime") ?? delivery.time
            delivery.isSnapshot = true
            reading.isSnapshot = true
            for (position, element) in list.elements.enumerated() {
                take(element, "\(place)[\(position)]", delivery, into: &reading)
            }
        } else if let document = GooglePush.document(in: node), place.isEmpty {
            take(document.root, "message.data", delivery, into: &reading)
        } else if let asset = node.member("asset"), asset.kind == .object {
            delivery.time = node.member("window")?.text("startTime") ?? delivery.time
            delivery.isDeleted = node.member("deleted")?.bool == true
            delivery.prior = node.member("priorAsset")
            delivery.isNew = node.text("priorAssetState") == "DOES_NOT_EXIST"
            item(asset, place, delivery, into: &reading)
        } else {
            item(node, place, delivery, into: &reading)
        }
    }

    private func item(
        _ node: JSONNode,
        _ place: String,
        _ delivery: GoogleAssetDelivery,
        into reading: inout AdapterReading
    ) {
        do throws(AdapterError) {
            reading.changes.append(try GoogleAsset(node, delivery).adapted())
        } catch {
            reading.errors.append(AdapterError(error.reason, at: place, of: Self.format))
        }
    }
}

/// What the message around an asset says of it.
struct GoogleAssetDelivery {
    var time: String?
    var isSnapshot = false
    var isDeleted = false
    var isNew = false
    var prior: JSONNode?
}

/// A push delivery of Pub/Sub: JSON in base64.
enum GooglePush {
    static func document(in node: JSONNode) -> JSONDocument? {
        guard let data = node.member("message")?.text("data"), let bytes = Base64.decode(data) else {
            return nil
        }
        return try? JSONDocument(bytes)
    }
}
