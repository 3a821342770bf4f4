public import JSON
import Messages

/// Turns Google's audit log entries into `config.changed`: who changed what, and access policies where the entry holds them.
///
/// Source: Cloud Audit Logs, "AuditLog"; Cloud Logging, "LogEntry".
public struct GoogleAuditAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.googleAudit

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// A log entry with a `protoPayload`, a push delivery of one, an answer with `entries`; findings of Security Command Center are told apart.
    public func recognises(_ root: JSONNode) -> Bool {
        if let list = root.member("entries"), list.kind == .array { return list[0].map(recognises) ?? false }
        if root.member("protoPayload")?.kind == .object || root.member("finding")?.text("category") != nil {
            return true
        }
        return GooglePush.document(in: root).map { recognises($0.root) } ?? false
    }

    /// Reads entries; those that only read, failed, or name no resource, are named in `ignored`, as are findings.
    public func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        let root = GooglePush.document(in: root)?.root ?? root
        let list = root.member("entries") ?? root
        for (position, entry) in list.elementsOrSelf.enumerated() {
            do throws(AdapterError) {
                try take(entry, into: &reading)
            } catch {
                reading.errors.append(
                    AdapterError(error.reason, at: list.kind == .array ? "[\(position)]" : "", of: Self.format)
                )
            }
        }
        return reading
    }

    private func take(_ entry: JSONNode, into reading: inout AdapterReading) throws(AdapterError) {
        if let finding = entry.member("finding") {
            return reading.ignored.append("finding \(finding.text("category") ?? "")")
        }
        guard let payload = entry.member("protoPayload"), payload.kind == .object else {
            throw AdapterError(.unrecognised(found: entry.outline), of: Self.format)
        }
        let record = try GoogleAuditRecord(entry, payload)
        if let reason = record.reasonToIgnore { return reading.ignored.append("\(record.operation): \(reason)") }
        guard let change = record.change else {
            return reading.ignored.append("\(record.operation): no resource type with settings is known for it")
        }
        reading.changes.append(change.adapted())
    }
}
