public import JSON
import Messages

/// Turns events of Kubernetes' audit log into `config.changed`, with the object where the audit policy records it.
///
/// Source: Kubernetes, "kube-apiserver Audit Configuration (v1)".
public struct KubernetesAuditAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.kubernetesAudit

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// An event or list of `audit.k8s.io`.
    public func recognises(_ root: JSONNode) -> Bool { root.text("apiVersion")?.hasPrefix("audit.k8s.io/") == true }

    /// Reads events; those of reading, of other stages than the end, and failed ones are named in `ignored`.
    public func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        for element in root.elementsOrSelf {
            for event in KubernetesObject.items(of: element).map({ Array($0.elements) }) ?? [element] {
                do throws(AdapterError) {
                    try take(event, into: &reading)
                } catch {
                    reading.errors.append(AdapterError(error.reason, at: error.place, of: Self.format))
                }
            }
        }
        return reading
    }

    private func take(_ event: JSONNode, into reading: inout AdapterReading) throws(AdapterError) {
        guard let verb = event.text("verb"), let reference = event.member("objectRef"), reference.kind == .object else {
            throw AdapterError(.missing(["verb", "objectRef"]), of: Self.format)
        }
        let operation = "\(verb) \(reference.text("resource") ?? "something")"
        if let reason = Self.reasonToIgnore(event, verb, reference) {
            return reading.ignored.append("\(operation): \(reason)")
        }
        guard let text = event.text("requestReceivedTimestamp", "stageTimestamp") else {
            throw AdapterError(.missing(["requestReceivedTimestamp"]), of: Self.format)
        }
        guard let time = Timestamp(text) else { throw AdapterError(.badTime(text), of: Self.format) }
        let object = [event.member("responseObject"), event.member("requestObject")].compactMap(\.self)
            .lazy.compactMap { node -> KubernetesObject? in try? KubernetesObject(node) }
            .first { $0.node.text("kind") != "Status" && $0.node.text("kind") != "DeleteOptions" }
        guard let resource = object?.resource ?? Self.resource(reference) else {
            return reading.ignored.append("\(operation): the event does not name the object")
        }
        var change = RecordedChange(
            format: Self.format,
            resource: resource,
            service: "kubernetes",
            action: verb == "delete" ? .delete : verb == "create" ? .create : .update,
            observedAt: time,
            record: (event.text("auditID"), operation)
        )
        // A patch is not the object; only the answer is.
        let isWhole = verb != "patch" || event.member("responseObject") != nil
        change.settings = verb == "delete" || !isWhole ? nil : object?.settings
        change.version = object?.version
        change.actor = Self.actor(event)
        reading.changes.append(change.adapted())
    }

    private static func reasonToIgnore(_ event: JSONNode, _ verb: String, _ reference: JSONNode) -> String? {
        guard ["create", "update", "patch", "delete"].contains(verb) else { return "it changes no settings" }
        if let part = reference.text("subresource") { return "it is about the \(part.prefix(40)) only" }
        if let stage = event.text("stage"), stage != "ResponseComplete" { return "stage \(stage.prefix(40))" }
        if let code = event.member("responseStatus")?.member("code")?.int, code >= 400 {
            return "it failed (code \(code))"
        }
        return nil
    }

    /// What the event calls the object; kinds are told by the plural, as in the API's paths.
    private static func resource(_ reference: JSONNode) -> Resource? {
        guard let name = reference.text("name"), let plural = reference.text("resource"),
            let kind = KubernetesKinds.byPlural[plural]
        else { return nil }
        let group = reference.text("apiGroup").map { "\($0)/" } ?? ""
        let id = reference.text("namespace").map { "\($0)/\(name)" } ?? name
        return Resource(provider: "kubernetes", account: "unknown", region: "global", type: group + kind, id: id)
    }

    static func actor(_ event: JSONNode) -> Actor? {
        let user = event.member("user")
        guard let name = user?.text("username") else { return nil }
        return Actor(
            id: name,
            kind: name.hasPrefix("system:serviceaccount:") ? "service" : name.hasPrefix("system:") ? "system" : "user",
            address: event.member("sourceIPs")?[0]?.string,
            protocol: "api",
            privileged: user?.member("groups")?.elements.contains { $0.isString("system:masters") } == true ? true : nil
        )
    }
}

/// Kinds by the plural that stands in the API's paths.
enum KubernetesKinds {
    static let byPlural = [
        "pods": "Pod", "services": "Service", "secrets": "Secret", "configmaps": "ConfigMap",
        "serviceaccounts": "ServiceAccount", "namespaces": "Namespace", "nodes": "Node",
        "persistentvolumes": "PersistentVolume", "persistentvolumeclaims": "PersistentVolumeClaim",
        "replicationcontrollers": "ReplicationController", "deployments": "Deployment", "daemonsets": "DaemonSet",
        "statefulsets": "StatefulSet", "replicasets": "ReplicaSet", "jobs": "Job", "cronjobs": "CronJob",
        "ingresses": "Ingress", "networkpolicies": "NetworkPolicy", "roles": "Role", "clusterroles": "ClusterRole",
        "rolebindings": "RoleBinding", "clusterrolebindings": "ClusterRoleBinding",
        "validatingwebhookconfigurations": "ValidatingWebhookConfiguration",
        "mutatingwebhookconfigurations": "MutatingWebhookConfiguration", "storageclasses": "StorageClass",
        "podsecuritypolicies": "PodSecurityPolicy", "poddisruptionbudgets": "PodDisruptionBudget",
    ]
}
