import JSON

/// The configuration that a plan was made from: what expressions refer to.
///
/// A plan says of an attribute only that it is not known, and the configuration which resources its expression names. Where that is one
/// resource's identity, such as the bucket that a policy is for, the resource's address stands for it.
struct TerraformConfiguration {
    /// Where an expression stands.
    struct Scope {
        /// The module's address with indices; empty for the root.
        let module: String
        /// The index of the resource, such as `[0]`; empty for none.
        let index: String
        /// The list that the resource is made for each of.
        let forEach: JSONNode?
    }

    /// Modules by their path without indices.
    private var modules: [String: JSONNode] = [:]
    /// Resources by their address without indices.
    private var resources: [String: JSONNode] = [:]
    /// Calls of modules, by their path without indices.
    private var calls: [String: JSONNode] = [:]
    /// Instances of the plan by their address without the last index.
    private var instances: [String: [String]] = [:]
    private let providers: JSONNode?
    private let variables: JSONNode?

    /// Modules and variables that a reference may lead through.
    private static let maximumSteps = 16

    init(_ root: JSONNode, addresses: [String]) {
        providers = root.member("configuration")?.member("provider_config")
        variables = root.member("variables")
        for address in addresses {
            let index = TerraformEntry.index(of: address)
            instances[String(address.dropLast(index.count)), default: []].append(address)
        }
        if let module = root.member("configuration")?.member("root_module") { collect(module, "") }
    }

    private mutating func collect(_ module: JSONNode, _ path: String) {
        modules[path] = module
        let prefix = path.isEmpty ? "" : "\(path)."
        for resource in module.member("resources").listed {
            if let address = resource.text("address") { resources[prefix + address] = resource }
        }
        for (name, call) in module.member("module_calls").membered {
            let inner = "\(prefix)module.\(name.string)"
            calls[inner] = call
            if let module = call.member("module") { collect(module, inner) }
        }
    }

    /// The region that the resource's provider works in.
    func region(of entry: TerraformEntry) -> String? {
        guard let resource = resources[TerraformReference.withoutIndices(entry.address)],
            let key = resource.text("provider_config_key"),
            let region = providers?[key]?.member("expressions")?.member("region")
        else { return nil }
        if let constant = region.member("constant_value")?.string { return constant }
        let references = region.member("references").listed.compactMap(\.string)
        guard let name = references.first(where: { $0.hasPrefix("var.") })?.dropFirst(4) else { return nil }
        return variables?[String(name)]?.member("value")?.string
    }

    /// What is known of an attribute whose value is not.
    enum Attribute {
        /// It is the address of a resource, or a list of addresses.
        case reference(SettingTree)
        /// Nobody sets it: it will be what the cloud gives to whoever says nothing.
        case unset
        case unknown
    }

    /// What the configuration says of an attribute whose value is not known yet.
    func attribute(at path: [JSONPath.Step], of entry: TerraformEntry) -> Attribute {
        guard let resource = resources[TerraformReference.withoutIndices(entry.address)] else { return .unknown }
        // Without arguments there are no expressions at all.
        guard let expressions = resource.member("expressions") else { return .unset }
        switch TerraformExpression(at: path, in: expressions) {
        case .absent(let name): return TerraformAttribute.isIdentity(Substring(name)) ? .unknown : .unset
        case .unclear: return .unknown
        case .found(let expression, let name, let position):
            guard TerraformAttribute.isReference(name) else { return .unknown }
            let scope = Scope(module: entry.module, index: entry.index, forEach: resource.member("for_each_expression"))
            guard let addresses = addresses(expression, scope, steps: 0), !addresses.isEmpty else { return .unknown }
            if addresses.count == 1, position != nil || !TerraformAttribute.isPlural(name) {
                return .reference(.text(addresses[0]))
            }
            if let position { return addresses.element(position).map { .reference(.text($0)) } ?? .unknown }
            return TerraformAttribute.isPlural(name) ? .reference(.list(addresses.map { .text($0) })) : .unknown
        }
    }

    /// The resources whose identity an expression names; nil where it names anything else.
    private func addresses(_ expression: JSONNode, _ scope: Scope, steps: Int) -> [String]? {
        guard steps < Self.maximumSteps else { return nil }
        var found: [String] = []
        let references = expression.member("references").listed.compactMap(\.string)
        for text in TerraformReference.longest(references) {
            if text == "count.index" || text == "each.key" { continue }
            guard let addresses = addresses(of: text, scope, steps), found.count < 1_000 else { return nil }
            found += addresses
        }
        return ResourceDraft.unique(found)
    }

    private func addresses(of text: String, _ scope: Scope, _ steps: Int) -> [String]? {
        let parts = TerraformReference(text).parts
        guard parts.count >= 2 else { return nil }
        let prefix = scope.module.isEmpty ? "" : "\(scope.module)."
        switch parts[0] {
        case "var": return argument(parts[1], scope, steps)
        case "module": return output(parts, prefix, steps)
        case "each":
            guard parts[1] == "value", parts.count <= 3, let each = scope.forEach,
                parts.count == 2 || TerraformAttribute.isIdentity(parts[2])
            else { return nil }
            return addresses(each, scope, steps: steps + 1)
        case "local", "path", "terraform", "self", "count": return nil
        case "data":
            guard parts.count >= 4, TerraformAttribute.isIdentity(TerraformReference.base(parts[3])) else { return nil }
            return instance(prefix + parts[0...2].joined(separator: "."), scope)
        default:
            guard parts.count == 2 || TerraformAttribute.isIdentity(TerraformReference.base(parts[2])) else {
                return nil
            }
            return instance(prefix + parts[0...1].joined(separator: "."), scope)
        }
    }

    /// What a module's variable was given by whoever calls the module.
    private func argument(_ name: Substring, _ scope: Scope, _ steps: Int) -> [String]? {
        let path = TerraformReference.withoutIndices(scope.module)
        guard let call = calls[path],
            let expression = call.member("expressions")?[String(TerraformReference.base(name))]
        else { return nil }
        let parent = TerraformReference.split(scope.module).dropLast(2).joined(separator: ".")
        let outer = Scope(module: parent, index: "", forEach: nil)
        return addresses(expression, outer, steps: steps + 1)
    }

    /// What a module gives back.
    private func output(_ parts: [Substring], _ prefix: String, _ steps: Int) -> [String]? {
        guard parts.count >= 3 else { return nil }
        let module = prefix + parts[0...1].joined(separator: ".")
        let outputs = modules[TerraformReference.withoutIndices(module)]?.member("outputs")
        guard let expression = outputs?[String(TerraformReference.base(parts[2]))]?.member("expression") else {
            return nil
        }
        return addresses(expression, Scope(module: module, index: "", forEach: nil), steps: steps + 1)
    }

    /// The instances that an address may mean: itself, the one with the asking resource's index, the only one, or all.
    private func instance(_ address: String, _ scope: Scope) -> [String]? {
        if address.hasSuffix("]") { return [address] }
        guard let known = instances[address], known != [address] else { return [address] }
        if !scope.index.isEmpty, known.contains(address + scope.index) { return [address + scope.index] }
        return known
    }
}
