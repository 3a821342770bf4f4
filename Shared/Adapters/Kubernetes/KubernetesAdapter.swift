public import JSON
import Messages

/// Turns Kubernetes objects into `config.changed`: manifests, and what `kubectl get -o json` writes.
public struct KubernetesAdapter: Adapter {
    /// The format that it reads.
    public static let format = AdapterFormat.kubernetes

    /// Makes the adapter; it holds nothing.
    public init() {}

    /// An object with `apiVersion`, `kind` and `metadata`, or a list of such.
    public func recognises(_ root: JSONNode) -> Bool {
        guard root.text("apiVersion") != nil, let kind = root.text("kind") else { return false }
        // Of the same form, and formats of their own.
        if kind == "AdmissionReview" || root.text("apiVersion")?.hasPrefix("audit.k8s.io/") == true { return false }
        if root.text("apiVersion")?.hasPrefix("settei/") == true { return false }
        return root.member("metadata") != nil || KubernetesObject.items(of: root) != nil
    }

    /// Reads one object, a list of them, or the documents of a manifest as a list.
    public func read(_ root: JSONNode) -> AdapterReading {
        var reading = AdapterReading()
        let list = root.kind == .array ? root : KubernetesObject.items(of: root)
        reading.isSnapshot = list != nil
        take(root, "", into: &reading)
        return reading
    }

    private func take(_ node: JSONNode, _ place: String, into reading: inout AdapterReading) {
        if let list = node.kind == .array ? node : KubernetesObject.items(of: node) {
            for (position, element) in list.elements.enumerated() {
                // An object in a list of its kind may leave out what it is; the API never does, and no guess is made.
                take(element, "\(place)[\(position)]", into: &reading)
            }
            return
        }
        // An empty document between two `---`.
        if node.isNull { return }
        do throws(AdapterError) {
            let object = try KubernetesObject(node)
            reading.changes.append(change(object, isSnapshot: reading.isSnapshot))
        } catch {
            reading.errors.append(AdapterError(error.reason, at: place, of: Self.format))
        }
    }

    private func change(_ object: KubernetesObject, isSnapshot: Bool) -> AdaptedChange {
        let settings = object.settings
        let action: ChangeAction = isSnapshot ? .snapshot : .update
        let id = ChangeIdentity.id(
            of: object.resource,
            at: AdaptedChange.undated,
            version: object.version,
            action: action,
            configuration: settings
        )
        let change = ConfigChanged(
            resource: object.resource,
            service: "kubernetes",
            configuration: RawJSON(trusted: settings),
            observedAt: AdaptedChange.undated,
            version: object.version,
            change: Change(action: action, source: Self.format.rawValue)
        )
        return AdaptedChange(id: id, change: change, names: object.names)
    }
}
