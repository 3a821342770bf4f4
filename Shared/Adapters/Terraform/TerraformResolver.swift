import JSON

/// Follows references of one expression through modules to the resources that they name.
struct TerraformResolver {
    /// Where an expression stands.
    struct Scope {
        /// The module's address with indices; empty for the root.
        let module: String
        /// The index of the resource, such as `[0]`; empty for none.
        let index: String
        /// The list that the resource is made for each of.
        let forEach: JSONNode?

        var prefix: String { module.isEmpty ? "" : "\(module)." }
    }

    let configuration: TerraformConfiguration
    /// References that may still be followed: modules in modules could name each other without end.
    private var budget = 2_000
    private var depth = 0
    private static let maximumDepth = 16

    init(configuration: TerraformConfiguration) { self.configuration = configuration }

    /// The resources whose identity an expression names; nil where it names anything else.
    mutating func addresses(_ expression: JSONNode, _ scope: Scope) -> [String]? {
        follow(expression, scope) { $0.addresses(of: $1, $2) }.map(ResourceDraft.unique)
    }

    /// The policies that an expression is made of; nil where it names anything else.
    mutating func documents(_ expression: JSONNode, _ scope: Scope) -> [SettingTree]? {
        follow(expression, scope) { $0.documents(of: $1, $2) }
    }

    /// What the parts of a reference that leads to no other expression mean; nil where it is nothing that is looked for.
    private typealias End<Found> = (inout TerraformResolver, [Substring], Scope) -> [Found]?

    /// Everything that the references of an expression lead to; nil where one leads to anything else.
    private mutating func follow<Found>(_ expression: JSONNode, _ scope: Scope, to end: End<Found>) -> [Found]? {
        var found: [Found] = []
        let references = expression.member("references").listed.compactMap(\.string)
        for text in TerraformReference.longest(references) where text != "count.index" && text != "each.key" {
            guard let some = follow(text, scope, to: end) else { return nil }
            found += some
        }
        return found
    }

    private mutating func follow<Found>(_ text: String, _ scope: Scope, to end: End<Found>) -> [Found]? {
        depth += 1
        defer { depth -= 1 }
        guard spend() else { return nil }
        let parts = TerraformReference(text).parts
        guard parts.count >= 2 else { return nil }
        let next: (expression: JSONNode, scope: Scope)?
        switch parts[0] {
        case "var": next = argument(parts[1], scope)
        case "module": next = output(parts, scope)
        default: return end(&self, parts, scope)
        }
        guard let next else { return nil }
        return follow(next.expression, next.scope, to: end)
    }

    private func documents(of parts: [Substring], _ scope: Scope) -> [SettingTree]? {
        guard parts[0] == "data", parts.count == 4, TerraformPolicyDocument.isPolicy(parts[3]) else { return nil }
        let addresses = instances(of: scope.prefix + parts[0...2].joined(separator: "."), scope)
        let found = addresses.compactMap { configuration.documents[$0] }
        return found.count == addresses.count ? found : nil
    }

    private mutating func addresses(of parts: [Substring], _ scope: Scope) -> [String]? {
        switch parts[0] {
        case "each":
            guard parts[1] == "value", parts.count <= 3, let each = scope.forEach,
                parts.count == 2 || TerraformAttribute.isIdentity(parts[2])
            else { return nil }
            return addresses(each, Scope(module: scope.module, index: scope.index, forEach: nil))
        case "local", "path", "terraform", "self", "count": return nil
        case "data":
            guard parts.count >= 4, TerraformAttribute.isIdentity(TerraformReference.base(parts[3])) else { return nil }
            return instances(of: scope.prefix + parts[0...2].joined(separator: "."), scope)
        default:
            guard parts.count == 2 || TerraformAttribute.isIdentity(TerraformReference.base(parts[2])) else {
                return nil
            }
            return instances(of: scope.prefix + parts[0...1].joined(separator: "."), scope)
        }
    }

    /// What a module's variable was given by whoever calls the module.
    private func argument(_ name: Substring, _ scope: Scope) -> (expression: JSONNode, scope: Scope)? {
        let call = configuration.calls[TerraformReference.withoutIndices(scope.module)]
        let expressions = call?.member("expressions")
        guard let expression = expressions?[String(TerraformReference.base(name))] else { return nil }
        let parent = TerraformReference.split(scope.module).dropLast(2).joined(separator: ".")
        return (expression, Scope(module: parent, index: "", forEach: nil))
    }

    /// What a module gives back.
    private func output(_ parts: [Substring], _ scope: Scope) -> (expression: JSONNode, scope: Scope)? {
        guard parts.count >= 3 else { return nil }
        let module = scope.prefix + parts[0...1].joined(separator: ".")
        let outputs = configuration.modules[TerraformReference.withoutIndices(module)]?.member("outputs")
        let output = outputs?[String(TerraformReference.base(parts[2]))]
        return output?.member("expression").map { ($0, Scope(module: module, index: "", forEach: nil)) }
    }

    /// The instances that an address may mean: itself, the one with the asking resource's index, the only one, or all.
    private func instances(of address: String, _ scope: Scope) -> [String] {
        if address.hasSuffix("]") { return [address] }
        guard let known = configuration.instances[address], known != [address] else { return [address] }
        if !scope.index.isEmpty, known.contains(address + scope.index) { return [address + scope.index] }
        return known
    }

    /// Whether one more reference may be followed from where we are.
    private mutating func spend() -> Bool {
        budget -= 1
        return budget > 0 && depth <= Self.maximumDepth
    }
}
