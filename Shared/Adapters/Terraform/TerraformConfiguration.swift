import JSON

/// The configuration that a plan was made from: what expressions refer to.
///
/// A plan says of an attribute only that it is not known, and the configuration which resources its expression names. Where that is one
/// resource's identity, such as the bucket that a policy is for, the resource's address stands for it.
struct TerraformConfiguration {
    /// Modules by their path without indices.
    private(set) var modules: [String: JSONNode] = [:]
    /// Resources by their address without indices.
    private(set) var resources: [String: JSONNode] = [:]
    /// Calls of modules, by their path without indices.
    private(set) var calls: [String: JSONNode] = [:]
    /// Instances of the plan by their address without the last index.
    private(set) var instances: [String: [String]] = [:]
    /// Policies that data sources put together, by address; see ``TerraformPolicyDocument``.
    var documents: [String: SettingTree] = [:]
    private let providers: JSONNode?
    private let variables: JSONNode?

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
        /// It is this: the address of a resource, a list of addresses, or a policy.
        case known(SettingTree)
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
            var resolver = TerraformResolver(configuration: self)
            let scope = TerraformResolver.Scope(
                module: entry.module,
                index: entry.index,
                forEach: resource.member("for_each_expression")
            )
            if !documents.isEmpty, let found = resolver.documents(expression, scope), !found.isEmpty {
                if let position { return found.element(position).map { .known($0) } ?? .unknown }
                if name.hasSuffix("_documents") { return .known(.list(found)) }
                return found.count == 1 ? .known(found[0]) : .unknown
            }
            guard TerraformAttribute.isReference(name) || TerraformPolicyDocument.isReference(name, in: entry),
                let addresses = resolver.addresses(expression, scope), !addresses.isEmpty
            else { return .unknown }
            let isPlural = TerraformAttribute.isPlural(name) || TerraformPolicyDocument.isReference(name, in: entry)
            if addresses.count == 1, position != nil || !isPlural { return .known(.text(addresses[0])) }
            if let position { return addresses.element(position).map { .known(.text($0)) } ?? .unknown }
            return isPlural ? .known(.list(addresses.map { .text($0) })) : .unknown
        }
    }
}
