import JSON

extension CloudFormationFunctions {
    /// `Fn::If`: one of two values; where it is not known which, the value that both are.
    mutating func choice(_ argument: JSONNode) -> SettingTree? {
        guard argument.count == 3, let name = argument[0]?.string, let yes = argument[1], let no = argument[2] else {
            return .unknown
        }
        switch condition(named: name) {
        case true: return tree(yes)
        case false: return tree(no)
        case nil: return yes.source.elementsEqual(no.source) ? tree(yes) : .unknown
        }
    }

    /// Whether a condition holds; nil where that is not known, or where it depends on itself.
    mutating func condition(named name: String) -> Bool? {
        if let known = truths[name] { return known }
        guard nesting < Self.maximumNesting, let node = conditions?[name] else { return nil }
        truths.updateValue(nil, forKey: name)  // Whoever asks for it while it is evaluated goes round in a circle.
        nesting += 1
        let truth = truth(node)
        nesting -= 1
        truths.updateValue(truth, forKey: name)
        return truth
    }

    private mutating func truth(_ node: JSONNode) -> Bool? {
        if let value = node.bool { return value }
        guard node.count == 1, let (key, argument) = node.members.first(where: { _ in true }) else { return nil }
        return truth(key.string, argument)
    }

    /// One of the functions that give a truth value.
    mutating func truth(_ function: String, _ argument: JSONNode) -> Bool? {
        switch function {
        case "Condition": return argument.string.flatMap { condition(named: $0) }
        case "Fn::Equals":
            guard argument.count == 2, let left = argument[0], let right = argument[1] else { return nil }
            return equals(left, right)
        case "Fn::Not": return argument[0].flatMap { truth($0) }.map { !$0 }
        case "Fn::And", "Fn::Or":
            let deciding = function == "Fn::Or"
            let parts = argument.elements.map { truth($0) }
            if parts.contains(deciding) { return deciding }
            return parts.contains(nil) ? nil : !deciding
        default: return nil
        }
    }

    private mutating func equals(_ left: JSONNode, _ right: JSONNode) -> Bool? {
        guard let left = tree(left).flatMap({ Self.text(of: $0) }),
            let right = tree(right).flatMap({ Self.text(of: $0) })
        else { return nil }
        return left == right
    }

    /// `Fn::Select`.
    mutating func selected(_ argument: JSONNode) -> SettingTree? {
        guard let position = argument[0].flatMap({ tree($0) }).flatMap({ Self.text(of: $0) }).flatMap({ Int($0) }),
            let list = argument[1]
        else { return .unknown }
        if list.kind == .array { return list[position].map { tree($0) ?? .unknown } ?? .unknown }
        guard case .list(let elements) = tree(list) else { return .unknown }
        return elements.element(position) ?? .unknown
    }

    /// `Fn::FindInMap`.
    mutating func found(_ argument: JSONNode) -> SettingTree? {
        var node = mappings
        for step in argument.elements.prefix(3) {
            guard let name = tree(step).flatMap({ Self.text(of: $0) }) else { return .unknown }
            node = node?[name]
        }
        if let node, argument.count >= 3 { return tree(node) }
        // The fourth argument may say what is meant where there is nothing.
        return argument[3]?.member("DefaultValue").flatMap { tree($0) } ?? .unknown
    }

    /// `Fn::Length`.
    mutating func length(_ argument: JSONNode) -> SettingTree? {
        guard case .list(let elements) = tree(argument) else { return .unknown }
        return .scalar(Array(String(elements.count).utf8))
    }
}
