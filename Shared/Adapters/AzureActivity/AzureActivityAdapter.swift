public import JSON
import Messages

/// Turns records of Azure's Activity Log into `config.changed`: who changed what, and the new settings where the record holds them.
///
/// Source: Azure Monitor, "Azure Activity Log event schema": as its REST API gives records, and as they are exported.
public struct AzureActivityAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.azureActivity

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// A record of the REST API (`eventTimestamp`), an exported one (`resultType`), or a list of either.
    public func recognises(_ root: JSONNode) -> Bool {
        if let list = root.list(in: "records", "value") { return list[0].map(recognises) ?? false }
        return AzureActivityRecord.isRecord(root)
    }

    /// Reads records; those of reading, of actions, or without success are named in `ignored`.
    public func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        let elements = root.elementsOrSelf.flatMap {
            $0.list(in: "records", "value").map { Array($0.elements) } ?? [$0]
        }
        for element in elements {
            do throws(AdapterError) {
                guard AzureActivityRecord.isRecord(element) else {
                    throw AdapterError(.unrecognised(found: element.outline), of: Self.format)
                }
                let record = try AzureActivityRecord(element)
                if let reason = record.reasonToIgnore {
                    reading.ignored.append("\(record.operation): \(reason)")
                } else {
                    reading.changes.append(record.change.adapted())
                }
            } catch {
                reading.errors.append(error)
            }
        }
        return reading
    }

}

/// One record, in either of its two schemas.
struct AzureActivityRecord {
    let operation: String
    private let node: JSONNode
    private let id: AzureResourceID
    private let time: Timestamp

    static func isRecord(_ node: JSONNode) -> Bool {
        guard node.member("operationName") != nil, node.text("resourceId") != nil else { return false }
        return node.member("eventTimestamp") != nil || node.member("resultType") != nil
    }

    init(_ node: JSONNode) throws(AdapterError) {
        self.node = node
        let name = node.member("operationName")
        operation = name?.string ?? name?.text("value") ?? "an operation without a name"
        guard let text = node.text("eventTimestamp", "time") else {
            throw AdapterError(.missing(["eventTimestamp"]), of: .azureActivity)
        }
        guard let time = Timestamp(text) else { throw AdapterError(.badTime(text), of: .azureActivity) }
        self.time = time
        let resource = node.text("resourceId") ?? ""
        guard let id = AzureResourceID(resource) else {
            throw AdapterError(
                .malformed("\"\(resource.prefix(100))\" is no id of a resource"),
                at: "resourceId",
                of: .azureActivity
            )
        }
        self.id = id
    }

    var reasonToIgnore: String? {
        let verb = operation.split(separator: "/").last?.lowercased()
        guard verb == "write" || verb == "delete" else { return "it changes no settings" }
        let result = node.member("status")?.text("value") ?? node.text("resultType", "status") ?? ""
        guard ["succeeded", "success"].contains(result.lowercased()) else {
            return "not a success (\(result.prefix(40)))"
        }
        return nil
    }

    var change: RecordedChange {
        let isDeletion = operation.lowercased().hasSuffix("/delete")
        var change = RecordedChange(
            format: .azureActivity,
            resource: id.resource(),
            service: AzureResourceID.service(of: id.type),
            action: isDeletion ? .delete : .update,
            observedAt: time,
            record: (node.text("eventDataId", "correlationId"), operation)
        )
        change.actor = actor
        change.settings = isDeletion ? nil : settings
        return change
    }

    private var actor: Actor? {
        let claims = node.member("claims") ?? node.member(at: "identity", "claims")
        let name = claims?.text("name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "appid")
        guard let id = node.text("caller") ?? name else { return nil }
        return Actor(
            id: id,
            kind: id.contains("@") ? "user" : "service",
            address: node.text("callerIpAddress") ?? node.member("httpRequest")?.text("clientIpAddress")
                ?? claims?.text("ipaddr"),
            protocol: "api"
        )
    }

    /// The answer of the service, which some records carry as text: the whole resource.
    private var settings: [UInt8]? {
        guard let body = node.member("properties")?.text("responseBody"), let document = try? JSONDocument(body),
            document.root.text("id")?.lowercased() == id.text.lowercased(), document.root.member("properties") != nil
        else { return nil }
        return document.root.compact
    }
}
