import JSON

/// Puts together the policy that an `aws_iam_policy_document` or a `google_iam_policy` will give.
///
/// A plan does not have it where a part of it, mostly the ARN of a resource that is still to be made, is known only after the apply. Who may
/// do what is known all the same, and is what matters most.
/// Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document.
enum TerraformPolicyDocument {
    static let type = "aws_iam_policy_document"
    private static let googleType = "google_iam_policy"

    /// Whether a data source puts a policy together.
    static func isDocument(_ entry: TerraformEntry) -> Bool {
        entry.isData && (entry.type == type || entry.type == googleType)
    }

    /// Whether an attribute of such a data source is the policy.
    static func isPolicy(_ attribute: Substring) -> Bool {
        attribute == "json" || attribute == "minified_json" || attribute == "policy_data"
    }

    /// Whether an attribute of the data source may name resources: there also `values` of conditions do.
    static func isReference(_ name: String, in entry: TerraformEntry) -> Bool {
        entry.isData && entry.type == type && ["values", "identifiers", "resources", "not_resources"].contains(name)
    }

    /// The policy of a data source, from its attributes.
    static func policy(of entry: TerraformEntry, _ attributes: SettingTree) -> SettingTree {
        guard case .object(let values) = attributes else { return .unknown }
        return entry.type == googleType ? googlePolicy(values) : amazonPolicy(values)
    }

    private static func googlePolicy(_ values: SettingObject) -> SettingTree {
        if case .text(let json)? = values["policy_data"], let policy = parsed(json) { return policy }
        var policy = SettingObject()
        switch values["binding"] {
        case .list(let blocks)?: policy["bindings"] = .list(blocks)
        case .unknown?: return .unknown
        default: policy["bindings"] = .list([])
        }
        return .object(policy)
    }

    private static func amazonPolicy(_ values: SettingObject) -> SettingTree {
        if case .text(let json)? = values["json"], let policy = parsed(json) { return policy }
        // What overrides statements by their Sid is too rare to be worth being wrong about.
        for name in ["override_json", "override_policy_documents"] where values[name].map({ !$0.isEmpty }) ?? false {
            return .unknown
        }
        var statements: [SettingTree] = []
        for source in sources(values) {
            guard let own = source else { return .unknown }
            statements += own
        }
        switch values["statement"] {
        case .list(let list)?: statements += list.map(statement)
        case .unknown?: return .unknown
        default: break
        }
        var policy = SettingObject()
        policy["Version"] = values["version"] ?? .text("2012-10-17")
        policy["Id"] = values["policy_id"]
        policy["Statement"] = .list(statements)
        return .object(policy)
    }

    /// The statements of each policy that this one takes over; nil for one that is not known.
    private static func sources(_ values: SettingObject) -> [[SettingTree]?] {
        var documents: [SettingTree] = []
        if let source = values["source_json"] { documents.append(source) }
        switch values["source_policy_documents"] {
        case .list(let list)?: documents += list
        case .unknown?: documents.append(.unknown)
        default: break
        }
        return documents.map { document in
            guard case .object(let policy)? = document.text.map({ parsed($0) }) ?? document else { return nil }
            switch policy["Statement"] {
            case .list(let statements)?: return statements
            case .object(let statement)?: return [.object(statement)]
            case nil: return []
            default: return nil
            }
        }
    }

    private static func parsed(_ json: String) -> SettingTree? {
        guard let root = try? JSONDocument(json).root, root.kind == .object else { return nil }
        var reading = SettingReading(decodesText: false)
        return reading.tree(root)
    }

    private static func statement(_ tree: SettingTree) -> SettingTree {
        guard case .object(let values) = tree else { return .unknown }
        var statement = SettingObject()
        statement["Sid"] = values["sid"].flatMap { $0.text == "" ? nil : $0 }
        statement["Effect"] = values["effect"] ?? .text("Allow")
        for (name, key) in [
            ("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"),
            ("not_resources", "NotResource"),
        ] {
            statement[key] = values[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        statement["Principal"] = principals(values["principals"])
        statement["NotPrincipal"] = principals(values["not_principals"])
        statement["Condition"] = conditions(values["condition"])
        return .object(statement)
    }

    private static func principals(_ tree: SettingTree?) -> SettingTree? {
        guard case .list(let blocks)? = tree else { return tree.flatMap { $0.isEmpty ? nil : .unknown } }
        var principals = SettingObject()
        for block in blocks {
            guard case .object(let values) = block, let type = values["type"]?.text else { return .unknown }
            if type == "*" { return .text("*") }
            principals.merge(SettingObject(type, values["identifiers"] ?? .unknown))
        }
        return principals.isEmpty ? nil : .object(principals)
    }

    private static func conditions(_ tree: SettingTree?) -> SettingTree? {
        guard case .list(let blocks)? = tree else { return tree.flatMap { $0.isEmpty ? nil : .unknown } }
        var conditions = SettingObject()
        for block in blocks {
            guard case .object(let values) = block, let test = values["test"]?.text,
                let variable = values["variable"]?.text
            else { return .unknown }
            conditions.merge(SettingObject(test, .object(SettingObject(variable, values["values"] ?? .unknown))))
        }
        return conditions.isEmpty ? nil : .object(conditions)
    }
}

extension SettingObject {
    /// An object of one member.
    fileprivate init(_ name: String, _ value: SettingTree) {
        self.init()
        self[name] = value
    }
}
