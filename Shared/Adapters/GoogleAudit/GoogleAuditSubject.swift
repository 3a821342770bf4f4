import JSON

/// What an entry is about, in the words of Cloud Asset Inventory.
///
/// A resource's name says its type by the collection that it stands in: `projects/p/subscriptions/s` is a Subscription.
struct GoogleAuditSubject {
    /// Such as `pubsub.googleapis.com/Subscription`.
    let type: String
    /// The full name, such as `//pubsub.googleapis.com/projects/p/subscriptions/s`.
    let name: String
    let project: String
    let region: String

    init?(service: String, verb: String, payload: JSONNode, entry: JSONNode) {
        let host = Self.hosts[service] ?? service
        let labels = entry.member(at: "resource", "labels")
        let own = payload.text("resourceName") ?? ""
        guard let path = Self.path(own, host, verb, payload, labels) else { return nil }
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count >= 2 else { return nil }
        let collection = parts[parts.count - 2]
        type = "\(host)/\(Self.types["\(host)/\(collection)"] ?? Self.singular(collection))"
        name = "//\(host)/\(path)"
        let position = parts.firstIndex(of: "projects")
        let inName = position.flatMap { $0 + 1 < parts.count && parts[$0 + 1] != "_" ? parts[$0 + 1] : nil }
        project = inName ?? labels?.text("project_id") ?? "unknown"
        let place = parts.firstIndex { ["locations", "zones", "regions"].contains($0) }
        region =
            place.flatMap { $0 + 1 < parts.count ? parts[$0 + 1] : nil } ?? labels?.text("location", "zone", "region")
            ?? "global"
    }

    /// The path of the resource; where the entry names only what it stands in, the request and the answer say which.
    private static func path(
        _ own: String,
        _ host: String,
        _ verb: String,
        _ payload: JSONNode,
        _ labels: JSONNode?
    ) -> String? {
        let project = labels?.text("project_id") ?? "unknown"
        if host == "sqladmin.googleapis.com" {
            let request = payload.member("request")
            let name =
                request?.text("instance") ?? request?.member("body")?.text("name")
                ?? request?.member(at: "resource", "instanceName")?.text("instanceId")
                ?? request?.member("instanceName")?.text("instanceId") ?? payload.member("response")?.text("targetId")
                ?? own.split(separator: ":").dropFirst().last.map(String.init)
            return name.map { "projects/\(project)/instances/\($0)" }
        }
        if host == "serviceusage.googleapis.com" {
            let request = payload.member("request")
            let name =
                request?.text("serviceName", "name") ?? request?.member("serviceNames")?[0]?.string
                ?? own.split(separator: "/").last.map(String.init)
            return name.map { "projects/\(project)/services/\($0.split(separator: "/").last.map(String.init) ?? $0)" }
        }
        let parts = own.split(separator: "/")
        // `projects/p` or `projects/p/locations/l` name what it stands in; the answer or the request says what was made.
        let container = parts.count < 3 || ["locations", "zones", "regions"].contains(String(parts[parts.count - 2]))
        guard container, host != "cloudresourcemanager.googleapis.com" else { return own.isEmpty ? nil : own }
        let made = [payload.member("response"), payload.member("request")].compactMap { $0?.text("name") }
        return made.first { $0.hasPrefix("projects/") && !$0.contains("/operations/") }
    }

    /// Services whose assets stand under another name.
    private static let hosts = [
        "cloudsql.googleapis.com": "sqladmin.googleapis.com",
        "servicemanagement.googleapis.com": "serviceusage.googleapis.com",
    ]

    /// Types that are not their collection's singular.
    ///
    /// Source: Cloud Asset Inventory, "Asset types".
    private static let types = [
        "cloudfunctions.googleapis.com/functions": "CloudFunction", "appengine.googleapis.com/apps": "Application",
        "storage.googleapis.com/buckets": "Bucket", "compute.googleapis.com/addresses": "Address",
        "cloudbilling.googleapis.com/billingAccounts": "BillingAccount",
        "cloudresourcemanager.googleapis.com/projects": "Project",
        "dns.googleapis.com/managedZones": "ManagedZone", "dns.googleapis.com/policies": "Policy",
        "logging.googleapis.com/sinks": "LogSink", "logging.googleapis.com/metrics": "LogMetric",
        "logging.googleapis.com/buckets": "LogBucket",
    ]

    /// `subscriptions` is `Subscription`, `targetHttpProxies` is `TargetHttpProxy`.
    private static func singular(_ collection: String) -> String {
        var word = collection.prefix(1).uppercased() + collection.dropFirst()
        if word.hasSuffix("ies") {
            word = word.dropLast(3) + "y"
        } else if ["sses", "xes", "ches"].contains(where: word.hasSuffix) {
            word = String(word.dropLast(2))
        } else if word.hasSuffix("s") {
            word = String(word.dropLast())
        }
        return word
    }
}
