import JSON
import Messages

/// The parts of a record that every event has.
struct CloudTrailRecord {
    let node: JSONNode
    /// The service's short name, such as `ec2`.
    let service: String
    /// The API call, without the version that Lambda's and CloudFront's have at the end.
    let name: String
    let time: Timestamp
    let account: String
    let region: String

    init(_ node: JSONNode) throws(AdapterError) {
        self.node = node
        var missing: [String] = []
        if node.text("eventSource") == nil { missing.append("eventSource") }
        if node.text("eventName") == nil { missing.append("eventName") }
        if node.text("eventTime") == nil { missing.append("eventTime") }
        guard let source = node.text("eventSource"), let name = node.text("eventName"),
            let time = node.text("eventTime")
        else { throw AdapterError(.missing(missing), of: .cloudTrail) }
        guard let time = AWSTime.read(time) else {
            throw AdapterError(.badTime(time), at: "eventTime", of: .cloudTrail)
        }
        service = String(source.prefix { $0 != "." })
        self.name = Self.withoutVersion(name)
        self.time = time
        account = node.text("recipientAccountId") ?? node.member("userIdentity")?.text("accountId") ?? "unknown"
        region = node.text("awsRegion") ?? "global"
    }

    /// `ec2 CreateVolume`.
    var operation: String { "\(service) \(name)" }

    /// Why the record says nothing about settings; nil where it may.
    var reasonToIgnore: String? {
        if node.member("readOnly")?.bool == true || ["Describe", "Get", "List", "Head"].contains(where: name.hasPrefix)
        {
            return "it only read"
        }
        if let error = node.text("errorCode") { return "it failed (\(error.prefix(64)))" }
        return nil
    }

    /// Who called.
    ///
    /// Source: CloudTrail User Guide, "CloudTrail userIdentity element".
    var actor: Actor? {
        guard let identity = node.member("userIdentity") else { return nil }
        guard let id = identity.text("arn", "userName", "principalId", "invokedBy", "accountId") else { return nil }
        let kind = identity.text("type")
        let agent = node.text("userAgent") ?? ""
        let isConsole =
            node.text("sessionCredentialFromConsole") == "true" || agent.contains("console.amazonaws.com")
            || agent.contains("S3Console")
        return Actor(
            id: id,
            kind: kind.map { Self.kinds[$0] ?? $0.lowercased() },
            address: node.text("sourceIPAddress"),
            protocol: isConsole ? "console" : "api",
            privileged: kind == "Root" ? true : nil
        )
    }

    private static let kinds = [
        "IAMUser": "user", "AssumedRole": "role", "Role": "role", "Root": "root", "AWSService": "service",
        "AWSAccount": "account", "FederatedUser": "federated", "WebIdentityUser": "federated", "SAMLUser": "federated",
        "IdentityCenterUser": "user",
    ]

    /// `DeleteFunction20150331v2` is `DeleteFunction`.
    private static func withoutVersion(_ name: String) -> String {
        guard let match = name.firstMatch(of: #/(20\d{6})(v\d+)?$|(20\d\d_\d\d_\d\d)$/#) else { return name }
        return String(name[..<match.range.lowerBound])
    }
}
