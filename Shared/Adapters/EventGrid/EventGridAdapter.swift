public import JSON
import Messages

/// Turns Event Grid's events of Azure resources into `config.changed`: who changed what.
///
/// Source: Azure Event Grid, "Azure subscription as an Event Grid source" and "resource group", in Event Grid's schema and as CloudEvents.
public struct EventGridAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.eventGrid

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// An event whose type is Event Grid's or Azure Resource Manager's.
    public func recognises(_ root: JSONNode) -> Bool {
        guard let type = root.text("eventType", "type"), root.member("data") != nil else { return false }
        return type.hasPrefix("Microsoft.") && root.member("subject") != nil
    }

    /// Reads one event or a batch; those that change no settings are named in `ignored`.
    public func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        for (position, event) in root.elementsOrSelf.enumerated() {
            do throws(AdapterError) {
                try take(event, at: root.kind == .array ? "[\(position)]" : "", into: &reading)
            } catch {
                reading.errors.append(error)
            }
        }
        return reading
    }

    private func take(_ event: JSONNode, at place: String, into reading: inout AdapterReading) throws(AdapterError) {
        guard let type = event.text("eventType", "type") else {
            throw AdapterError(.unrecognised(found: event.outline), at: place, of: Self.format)
        }
        let action: ChangeAction
        switch type {
        case "Microsoft.Resources.ResourceWriteSuccess": action = .update
        case "Microsoft.Resources.ResourceDeleteSuccess": action = .delete
        default: return reading.ignored.append("event \(type)")
        }
        let data = event.member("data")
        guard let text = data?.text("resourceUri") ?? event.text("subject"), let id = AzureResourceID(text) else {
            throw AdapterError(.missing(["subject"]), at: place, of: Self.format)
        }
        guard let when = event.text("eventTime", "time") else {
            throw AdapterError(.missing(["eventTime"]), at: place, of: Self.format)
        }
        guard let time = Timestamp(when) else { throw AdapterError(.badTime(when), at: place, of: Self.format) }
        var change = RecordedChange(
            format: Self.format,
            resource: id.resource(),
            service: AzureResourceID.service(of: id.type),
            action: action,
            observedAt: time,
            record: (event.text("id"), data?.text("operationName") ?? type)
        )
        change.actor = actor(data)
        reading.changes.append(change.adapted())
    }

    private func actor(_ data: JSONNode?) -> Actor? {
        guard let claims = data?.member("claims") else { return nil }
        let upn = claims.text("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "name")
        let object = claims.text("http://schemas.microsoft.com/identity/claims/objectidentifier", "appid")
        guard let id = upn ?? object else { return nil }
        return Actor(
            id: id,
            kind: upn == nil ? "service" : "user",
            address: data?.member("httpRequest")?.text("clientIpAddress") ?? claims.text("ipaddr"),
            protocol: "api"
        )
    }
}
