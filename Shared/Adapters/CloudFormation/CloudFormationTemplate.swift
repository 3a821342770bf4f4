import JSON
import Messages

/// Reads the resources of a template, with its functions evaluated as far as they are known before a stack is made.
struct CloudFormationTemplate {
    private let root: JSONNode
    private var functions: CloudFormationFunctions
    /// What stands among the resources and is none, and what will not be there.
    private(set) var ignored: [String] = []
    /// `Fn::ForEach`: there will be resources, and nothing is known of them.
    private(set) var loops: [String] = []

    init(_ root: JSONNode) {
        self.root = root
        functions = CloudFormationFunctions(root)
    }

    /// All resources but those whose condition is known to be false.
    mutating func resources() -> [PlannedResource] {
        var resources: [PlannedResource] = []
        for (key, node) in root.member("Resources").membered {
            let name = key.string
            guard node.kind == .object, let type = node.text("Type") else {
                if name.hasPrefix("Fn::") { loops.append(name) } else if node.kind != .object { ignored.append(name) }
                continue
            }
            if let condition = node.text("Condition"), functions.condition(named: condition) == false {
                ignored.append("\(name) (its condition \(condition) does not hold with the parameters' defaults)")
                continue
            }
            functions.beginResource()
            var tree = node.member("Properties").flatMap { functions.tree($0) } ?? .object(SettingObject())
            if case .object = tree {} else { tree = .object(SettingObject(isOpen: true)) }
            guard let values = try? tree.document().document.root else {
                ignored.append("\(name) (nests too deep)")
                continue
            }
            resources.append(
                PlannedResource(address: name, type: type, name: name, values: values, action: .create)
            )
        }
        return resources
    }
}
