public import JSON
import Messages

/// Turns CloudTrail's records into `config.changed`: who changed what, and the new settings where the record holds them.
///
/// Source: AWS CloudTrail User Guide, "CloudTrail record contents"; EventBridge, "AWS service events delivered via CloudTrail".
public struct CloudTrailAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.cloudTrail

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// A record by itself, a log file's `Records`, or an event of EventBridge.
    public func recognises(_ root: JSONNode) -> Bool {
        if root.member("eventVersion") != nil, root.text("eventName") != nil { return true }
        if let records = root.member("Records"), records.kind == .array {
            return records[0]?.text("eventName") != nil && records[0]?.member("eventVersion") != nil
        }
        return root.text("detail-type") != nil && root.member("detail") != nil
    }

    /// Reads records; those that only read, or failed, or name no resource that is known, are named in `ignored`.
    public func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        for element in root.elementsOrSelf { take(element, into: &reading) }
        return reading
    }

    private func take(_ node: JSONNode, into reading: inout AdapterReading) {
        if let records = node.member("Records"), records.kind == .array {
            for record in records.elements { take(record, into: &reading) }
        } else if let type = node.text("detail-type"), let detail = node.member("detail") {
            guard detail.text("eventName") != nil else { return reading.ignored.append("event \(type)") }
            take(detail, into: &reading)
        } else if node.text("eventName") != nil {
            do throws(AdapterError) {
                try record(node, into: &reading)
            } catch {
                reading.errors.append(error)
            }
        } else {
            reading.errors.append(AdapterError(.unrecognised(found: node.outline), of: Self.format))
        }
    }

    private func record(_ node: JSONNode, into reading: inout AdapterReading) throws(AdapterError) {
        let record = try CloudTrailRecord(node)
        if let reason = record.reasonToIgnore { return reading.ignored.append("\(record.operation): \(reason)") }
        guard let event = CloudTrailEvent(record) else {
            return reading.ignored.append("\(record.operation): no resource type with settings is known for it")
        }
        let changes = event.changes(of: record)
        guard !changes.isEmpty else {
            return reading.ignored.append("\(record.operation): the record does not name the \(event.type)")
        }
        reading.changes += changes.map { $0.adapted() }
    }
}
