import JSON
import Messages

/// One resource of a plan or state, and where it stands.
struct TerraformEntry {
    let node: JSONNode
    /// The address of its module; empty for the root.
    let module: String
    let address: String
    let type: String
    let name: String
    let isData: Bool

    init(node: JSONNode, module: String, address: String, type: String, name: String, isData: Bool) {
        self.node = node
        self.module = module
        self.address = address
        self.type = type
        self.name = name
        self.isData = isData
    }

    /// Reads a resource of `planned_values`, `values` or `resource_changes`; nil where it cannot be named.
    init?(_ node: JSONNode, module: String) {
        guard let type = node.text("type") else { return nil }
        let name = node.text("name") ?? ""
        let isData = node.member("mode")?.isString("data") == true
        let prefix = module.isEmpty ? "" : "\(module)."
        let index = node.member("index").flatMap { $0.isNull ? nil : "[\($0)]" } ?? ""
        let address = node.text("address") ?? "\(prefix)\(isData ? "data." : "")\(type).\(name)\(index)"
        self.init(node: node, module: module, address: address, type: type, name: name, isData: isData)
    }

    /// The `[…]` at the end of its address.
    var index: String { Self.index(of: address) }

    static func index(of address: String) -> String {
        guard address.hasSuffix("]"), let start = TerraformReference.lastBracket(in: address) else { return "" }
        return String(address[start...])
    }

    /// The resource with its settings.
    func planned(
        _ tree: SettingTree?,
        before: SettingTree? = nil,
        action: ChangeAction,
        region: String? = nil
    ) -> PlannedResource? {
        guard let values = try? (tree ?? .object(SettingObject())).document().document.root else { return nil }
        return PlannedResource(
            address: address,
            type: type,
            name: name,
            values: values,
            before: before.flatMap { try? $0.document().document.root },
            action: action,
            isData: isData,
            region: region
        )
    }
}

/// Walks through modules in modules.
enum TerraformModule {
    /// All resources below a `values` or `planned_values`, in the order of the file.
    static func resources(in values: JSONNode) -> [TerraformEntry] {
        guard let root = values.member("root_module") else { return [] }
        var entries: [TerraformEntry] = []
        collect(root, "", &entries)
        return entries
    }

    /// As deep as the document, whose depth is bounded.
    private static func collect(_ module: JSONNode, _ address: String, _ entries: inout [TerraformEntry]) {
        for resource in module.member("resources").listed {
            if let entry = TerraformEntry(resource, module: address) { entries.append(entry) }
        }
        for child in module.member("child_modules").listed {
            collect(child, child.text("address") ?? address, &entries)
        }
    }
}

extension Optional where Wrapped == JSONNode {
    /// The elements of a list; none where there is none.
    var listed: [JSONNode] { self.map { Array($0.elements) } ?? [] }

    /// The members of an object; none where there is none.
    var membered: [(key: JSONString, value: JSONNode)] { self.map { Array($0.members) } ?? [] }
}
