import JSON
import Messages

/// One entry of an audit log.
struct GoogleAuditRecord {
    let operation: String
    private let entry: JSONNode
    private let payload: JSONNode
    private let service: String
    private let method: String
    private let time: Timestamp

    init(_ entry: JSONNode, _ payload: JSONNode) throws(AdapterError) {
        var missing: [String] = []
        if payload.text("serviceName") == nil { missing.append("protoPayload.serviceName") }
        if payload.text("methodName") == nil { missing.append("protoPayload.methodName") }
        guard let service = payload.text("serviceName"), let method = payload.text("methodName") else {
            throw AdapterError(.missing(missing), of: .googleAudit)
        }
        // Tools that make logs anonymous write zeros; when the log took the entry is nearly as good.
        let candidates = [
            entry.text("timestamp"), entry.text("receiveTimestamp"),
            payload.member(at: "requestMetadata", "requestAttributes")?.text("time"),
        ].compactMap(\.self)
        guard !candidates.isEmpty else { throw AdapterError(.missing(["timestamp"]), of: .googleAudit) }
        time = candidates.lazy.compactMap { Timestamp($0) }.first ?? AdaptedChange.undated
        self.entry = entry
        self.payload = payload
        self.service = service
        self.method = method
        operation = "\(service) \(method)"
    }

    /// The last word of the method: `CreateInstance` of `google.cloud.redis.v1.CloudRedis.CreateInstance`.
    private var verb: String { method.split(separator: ".").last.map(String.init) ?? method }

    var reasonToIgnore: String? {
        let word = verb.lowercased()
        if ["get", "list", "aggregated", "search", "query", "testiam"].contains(where: word.hasPrefix) {
            return "it only read"
        }
        if entry.text("logName")?.contains("data_access") == true { return "it only read" }
        if let code = payload.member("status")?.member("code")?.int, code != 0 { return "it failed (code \(code))" }
        return nil
    }

    var change: RecordedChange? {
        guard let subject = GoogleAuditSubject(service: service, verb: verb, payload: payload, entry: entry) else {
            return nil
        }
        let isPolicy = verb.lowercased().hasSuffix("setiampolicy") || verb.lowercased().hasSuffix("setiampermissions")
        let policy = isPolicy ? payload.member("response").flatMap { $0.member("bindings") == nil ? nil : $0 } : nil
        var change = RecordedChange(
            format: .googleAudit,
            resource: Resource(
                provider: "gcp",
                account: subject.project,
                region: subject.region,
                type: subject.type,
                id: subject.name + (isPolicy ? "#iam-policy" : "")
            ),
            service: service.split(separator: ".").first.map(String.init),
            action: action,
            observedAt: time,
            record: (entry.text("insertId"), operation)
        )
        change.actor = actor
        change.settings = policy.map { Self.asset(subject, policy: $0) }
        return change
    }

    private var action: ChangeAction {
        let word = verb.lowercased()
        if word.hasPrefix("delete") || word.hasPrefix("remove") { return .delete }
        return word.hasPrefix("create") || word.hasPrefix("insert") ? .create : .update
    }

    private var actor: Actor? {
        let authentication = payload.member("authenticationInfo")
        guard let id = authentication?.text("principalEmail", "principalSubject") else { return nil }
        return Actor(
            id: id,
            kind: id.hasSuffix("gserviceaccount.com") ? "service" : "user",
            address: payload.member("requestMetadata")?.text("callerIp"),
            protocol: "api"
        )
    }

    /// The policy as Cloud Asset Inventory gives it.
    private static func asset(_ subject: GoogleAuditSubject, policy: JSONNode) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("name", subject.name)
        writer.member("assetType", subject.type)
        writer.key("iamPolicy")
        policy.write(to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
