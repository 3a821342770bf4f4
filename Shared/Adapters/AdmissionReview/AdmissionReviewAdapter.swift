public import JSON
import Messages

/// Turns requests of Kubernetes' admission control into `config.changed`: the object as it is about to be, and as it was.
///
/// Source: Kubernetes, "Dynamic Admission Control", AdmissionReview v1.
public struct AdmissionReviewAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.admissionReview

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// An AdmissionReview.
    public func recognises(_ root: JSONNode) -> Bool { root.text("kind") == "AdmissionReview" }

    /// Reads one review; those that ask about connections are named in `ignored`.
    public func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        for review in root.elementsOrSelf {
            do throws(AdapterError) {
                try take(review, into: &reading)
            } catch {
                reading.errors.append(AdapterError(error.reason, at: "request", of: Self.format))
            }
        }
        return reading
    }

    private func take(_ review: JSONNode, into reading: inout AdapterReading) throws(AdapterError) {
        guard let request = review.member("request"), request.kind == .object else {
            throw AdapterError(.missing(["request"]), of: Self.format)
        }
        let operation = request.text("operation") ?? "?"
        guard let action = Self.actions[operation] else { return reading.ignored.append("operation \(operation)") }
        let old = request.member("oldObject").flatMap { $0.isNull ? nil : $0 }
        let new = request.member("object").flatMap { $0.isNull ? nil : $0 }
        guard let node = action == .delete ? old ?? new : new else {
            throw AdapterError(.missing(["object"]), of: Self.format)
        }
        let object = try KubernetesObject(node)
        var resource = object.resource
        // A new object may leave its namespace to the request.
        if object.namespace == nil, let namespace = request.text("namespace"), object.type != "Namespace" {
            resource.id = "\(namespace)/\(object.name)"
        }
        var change = RecordedChange(
            format: Self.format,
            resource: resource,
            service: "kubernetes",
            action: action,
            observedAt: AdaptedChange.undated,
            record: (request.text("uid"), operation)
        )
        change.settings = object.settings
        change.previous =
            action == .update
            ? try? old.map { (node) throws(AdapterError) in try KubernetesObject(node).settings } : nil
        change.actor = request.member("userInfo").flatMap { user in
            user.text("username").map {
                Actor(id: $0, kind: $0.hasPrefix("system:serviceaccount:") ? "service" : "user", protocol: "api")
            }
        }
        reading.changes.append(change.adapted())
    }

    private static let actions: [String: ChangeAction] = ["CREATE": .create, "UPDATE": .update, "DELETE": .delete]
}
