import JSON
import Messages

/// Reads the resources of a plan with what is known of each.
struct TerraformPlan {
    private let root: JSONNode
    private var configuration: TerraformConfiguration
    /// Changes by address.
    private var changes: [String: JSONNode] = [:]
    private var entries: [TerraformEntry] = []

    init(_ root: JSONNode) {
        self.root = root
        entries = root.member("planned_values").map { TerraformModule.resources(in: $0) } ?? []
        var addresses = Set(entries.map(\.address))
        for node in root.member("resource_changes").listed where node.text("deposed") == nil {
            guard let change = node.member("change"),
                let entry = TerraformEntry(node, module: node.text("module_address") ?? "")
            else { continue }
            changes[entry.address] = change
            // What is deleted stands in no planned values, and in plans that were cut down nothing does.
            if addresses.insert(entry.address).inserted { entries.append(entry) }
        }
        configuration = TerraformConfiguration(root, addresses: entries.map(\.address))
        prepareDocuments()
    }

    /// Puts policies together, twice: a policy may take over another one's statements.
    private mutating func prepareDocuments() {
        let documents = entries.filter(TerraformPolicyDocument.isDocument)
        guard !documents.isEmpty else { return }
        for _ in 0..<2 {
            var made: [String: SettingTree] = [:]
            for entry in documents {
                if let tree = tree(of: entry, changes[entry.address]) {
                    made[entry.address] = TerraformPolicyDocument.policy(of: entry, tree)
                }
            }
            configuration.documents = made
        }
    }

    /// All resources that will be, are read, or go away.
    mutating func resources() -> [PlannedResource] { entries.compactMap(resource) }

    private func resource(_ entry: TerraformEntry) -> PlannedResource? {
        let change = changes[entry.address]
        let actions = change?.member("actions").listed.compactMap(\.string) ?? []
        if actions == ["forget"] { return nil }
        let region = configuration.region(of: entry)
        if actions == ["delete"] {
            let tree = TerraformValues().tree(change?.member("before"), sensitive: change?.member("before_sensitive"))
            return entry.planned(tree, action: .delete, region: region)
        }
        let tree = tree(of: entry, change)
        let action = Self.action(actions)
        var earlier: SettingTree?
        if action == .update, let change {
            earlier = TerraformValues().tree(change.member("before"), sensitive: change.member("before_sensitive"))
        }
        return entry.planned(tree, before: earlier, action: action, region: region)
    }

    /// What is known of a resource's settings.
    private func tree(of entry: TerraformEntry, _ change: JSONNode?) -> SettingTree? {
        let before = change?.member("before")
        let values = TerraformValues { path in
            let attribute = configuration.attribute(at: path, of: entry)
            // What the cloud gave before it may give again.
            guard case .unset = attribute, let earlier = before?.value(at: JSONPath(path)) else { return attribute }
            return earlier.isNull ? .unset : .unknown
        }
        // Older plans have secrets marked in only one of the two places.
        return values.tree(
            entry.node.member("values") ?? change?.member("after"),
            unknown: change?.member("after_unknown"),
            sensitive: change?.member("after_sensitive") ?? entry.node.member("sensitive_values")
        )
    }

    private static func action(_ actions: [String]) -> ChangeAction {
        switch actions {
        case ["create"]: .create
        case ["update"], ["create", "delete"], ["delete", "create"]: .update
        default: .snapshot
        }
    }
}
