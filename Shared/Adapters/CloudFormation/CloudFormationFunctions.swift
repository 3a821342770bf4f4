import JSON

/// Evaluates CloudFormation's intrinsic functions; what is known only when the stack is made is unknown.
///
/// Source: AWS CloudFormation User Guide, "Intrinsic function reference" and "Pseudo parameters reference".
struct CloudFormationFunctions {
    let parameters: JSONNode?
    let mappings: JSONNode?
    let conditions: JSONNode?
    let resources: JSONNode?

    /// Conditions by name; nil in it for one that is being evaluated, or not known.
    var truths: [String: Bool?] = [:]
    /// The values that one resource's functions have made so far.
    private var made = 0

    /// The most values that the functions of one resource may make: a list can be repeated by a mapping within a mapping.
    private static let maximumValues = 200_000
    /// Conditions that are being evaluated, each for the one before it.
    var nesting = 0
    /// How many there may be; each takes some of the stack.
    static let maximumNesting = 32

    init(_ root: JSONNode) {
        parameters = root.member("Parameters")
        mappings = root.member("Mappings")
        conditions = root.member("Conditions")
        resources = root.member("Resources")
    }

    /// Turns to the next resource.
    mutating func beginResource() { made = 0 }

    /// The tree of a value with its functions evaluated; nil where it comes to nothing (`AWS::NoValue`).
    mutating func tree(_ node: JSONNode, isFree: Bool = false) -> SettingTree? {
        made += 1
        guard made <= Self.maximumValues else { return .unknown }
        switch node.kind {
        case .null: return nil
        case .bool, .int, .uint, .double: return .scalar(Array(node.source))
        case .string: return isFree ? .text(node.string ?? "") : Self.typed(node.string ?? "")
        case .array: return .list(node.elements.compactMap { tree($0, isFree: isFree) })
        case .object:
            if node.count == 1, let (key, argument) = node.members.first(where: { _ in true }) {
                let name = key.string
                if name == "Ref"
                    || name == "Condition" && argument.kind == .string && conditions?[argument.string ?? ""] != nil
                    || name.hasPrefix("Fn::")
                {
                    return call(name, argument)
                }
            }
            var object = SettingObject()
            for (key, value) in node.members {
                let name = key.string
                object[name] = tree(value, isFree: isFree || Self.isFree(name))
            }
            return .object(object)
        }
    }

    /// CloudFormation takes a truth value also as a text.
    private static func typed(_ text: String) -> SettingTree {
        switch text {
        case "true", "True": .bool(true)
        case "false", "False": .bool(false)
        default: .text(text)
        }
    }

    /// Where a text is a text whatever it looks like: policies, tags, variables of programs.
    private static func isFree(_ name: String) -> Bool {
        name.hasSuffix("PolicyDocument") || name == "Tags" || name == "Variables" || name == "Environment"
            || name == "Parameters" || name == "Policy" || name == "ResourcePolicy" || name == "KeyPolicy"
    }

    private mutating func call(_ name: String, _ argument: JSONNode) -> SettingTree? {
        switch name {
        case "Ref": reference(argument)
        case "Fn::GetAtt": attribute(argument)
        case "Fn::If": choice(argument)
        case "Fn::Sub": substitution(argument)
        case "Fn::Join": joined(argument)
        case "Fn::Select": selected(argument)
        case "Fn::Split": split(argument)
        case "Fn::FindInMap": found(argument)
        case "Fn::Length": length(argument)
        case "Fn::ToJsonString": tree(argument).map(Self.json) ?? .unknown
        // What programs are started with is shown as the person wrote it, so that secrets in it can be found.
        case "Fn::Base64": tree(argument)
        case "Condition": argument.string.flatMap { condition(named: $0) }.map { .bool($0) } ?? .unknown
        case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not": truth(name, argument).map { .bool($0) } ?? .unknown
        default: .unknown
        }
    }

    private static func json(_ tree: SettingTree) -> SettingTree {
        var writing = SettingWriting()
        writing.write(tree)
        return writing.gaps.isEmpty ? .text(writing.writer.text) : .unknown
    }
}
