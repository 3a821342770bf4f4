import JSON
import Messages

/// One configuration item, or the summary of one that was too large.
struct AWSConfigItem {
    let item: JSONNode
    let delivery: AWSConfigDelivery
    let isOversized: Bool
    let resource: Resource
    let observedAt: Timestamp
    let version: Int64?

    init(_ item: JSONNode, _ delivery: AWSConfigDelivery, isOversized: Bool) throws(AdapterError) {
        self.item = item
        self.delivery = delivery
        self.isOversized = isOversized
        let arn = AmazonResourceName(item.text("ARN", "arn") ?? "")
        let type = item.text("resourceType")
        let id = item.text("resourceId") ?? item.text("resourceName") ?? arn?.text
        version = Self.integer(item.member("configurationStateId"))
        let time = try Self.time(of: item, delivery, version)

        var missing: [String] = []
        if type == nil { missing.append("resourceType") }
        if id == nil { missing.append("resourceId") }
        if time == nil { missing.append("configurationItemCaptureTime") }
        guard let type, let id, let time else {
            throw AdapterError(.missing(missing), at: delivery.place, of: .awsConfig)
        }
        // Tools that cut items down drop the account; S3's ARNs have none. Whose it is says the tenant, so the item still counts.
        let account = item.text("awsAccountId", "accountId") ?? delivery.account ?? arn?.account ?? "unknown"
        // Items of services without regions say "global", leave the region out, or say null.
        let region = item.text("awsRegion") ?? delivery.region ?? arn?.region ?? "global"
        resource = Resource(provider: "aws", account: account, region: region, type: type, id: id)
        observedAt = time
    }

    func adapted() -> AdaptedChange {
        var writer = JSONWriter(reservingCapacity: item.range.count)
        write(to: &writer)
        let change = ConfigChanged(
            resource: resource,
            service: Self.service(of: resource.type),
            configuration: RawJSON(trusted: writer.bytes),
            observedAt: observedAt,
            version: version,
            change: Change(action: action, source: AWSConfigAdapter.source)
        )
        let id = ChangeIdentity.id(
            of: resource,
            at: observedAt,
            version: version,
            action: action,
            configuration: writer.bytes
        )
        return AdaptedChange(id: id, change: change, isSummary: isOversized)
    }

    private var action: ChangeAction {
        switch item.text("configurationItemStatus") {
        case "ResourceDeleted", "ResourceDeletedNotRecorded": return .delete
        default: break
        }
        if delivery.isSnapshot { return .snapshot }
        switch delivery.changeType ?? item.text("changeType") {
        case "DELETE": return .delete
        case "CREATE": return .create
        case "UPDATE": return .update
        default:
            return item.member("configurationItemStatus")?.isString("ResourceDiscovered") == true ? .create : .update
        }
    }

    private func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (key, value) in item.members {
            key.withUTF8 { writer.key(utf8: $0) }
            if key == "configuration" {
                EmbeddedJSON.write(value, to: &writer)
            } else if key == "supplementaryConfiguration" {
                EmbeddedJSON.writeParts(value, to: &writer)
            } else {
                value.write(to: &writer)
            }
        }
        if isOversized, item.member("oversized") == nil {
            writer.key("oversized")
            writer.bool(true)
        }
        writer.endObject()
    }

    /// When the state was captured; AWS's state ids are themselves milliseconds, which helps where the time was lost.
    private static func time(
        of item: JSONNode,
        _ delivery: AWSConfigDelivery,
        _ version: Int64?
    ) throws(AdapterError) -> Timestamp? {
        if let node = item.member("configurationItemCaptureTime"), !node.isNull {
            guard let time = AWSTime.read(node) else {
                throw AdapterError(.badTime(node.string ?? node.description), at: delivery.place, of: .awsConfig)
            }
            return time
        }
        if let version, version >= 1_000_000_000_000 { return Timestamp(milliseconds: version) }
        return delivery.time.flatMap(AWSTime.read)
    }

    /// An integer that AWS writes as a number in notifications and as a string in its API.
    private static func integer(_ node: JSONNode?) -> Int64? {
        guard let node else { return nil }
        return node.int ?? node.string.flatMap { Int64($0) }
    }

    private static func service(of type: String) -> String? {
        let parts = type.split(separator: ":", omittingEmptySubsequences: true)
        return parts.count >= 2 ? parts[1].lowercased() : nil
    }
}
