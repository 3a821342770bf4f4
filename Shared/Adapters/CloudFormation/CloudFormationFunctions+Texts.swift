import JSON

extension CloudFormationFunctions {
    /// The longest text that functions may make.
    private static let maximumBytes = 1 << 20

    /// `Fn::Sub`: a text with `${…}` in it; unknown where one of them is.
    mutating func substitution(_ argument: JSONNode) -> SettingTree? {
        var own: [String: SettingTree] = [:]
        var template = argument.string
        if argument.kind == .array {
            template = argument[0]?.string
            for (key, value) in argument[1].membered { own[key.string] = tree(value) ?? .unknown }
        }
        guard let template else { return .unknown }
        var result = ""
        var rest = template[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            let name = String(rest[start.upperBound..<end])
            rest = rest[rest.index(after: end)...]
            if name.hasPrefix("!") {
                result += "${\(name.dropFirst())}"
                continue
            }
            let whole = result.isEmpty && rest.isEmpty
            guard let text = text(named: name, own, isWhole: whole),
                result.utf8.count + text.utf8.count < Self.maximumBytes
            else { return .unknown }
            result += text
        }
        return .text(result + rest)
    }

    /// What a name in `${…}` stands for; nil where that is not known.
    private mutating func text(named name: String, _ own: [String: SettingTree], isWhole: Bool) -> String? {
        if let value = own[name] { return Self.text(of: value) }
        if name == "AWS::Region", !isWhole { return Self.region }
        if name == "AWS::StackName" || name == "AWS::StackId", !isWhole { return "stack" }
        guard let dot = name.firstIndex(of: ".") else {
            if name.hasPrefix("AWS::") || parameters?[name] != nil || resources?[name] != nil {
                var writer = JSONWriter()
                writer.string(name)
                guard let node = try? JSONDocument(writer.bytes).root else { return nil }
                return reference(node).flatMap { Self.text(of: $0) }
            }
            return nil
        }
        let (resource, attribute) = (String(name[..<dot]), String(name[name.index(after: dot)...]))
        return resources?[resource] != nil && Self.isIdentity(attribute) ? resource : nil
    }

    /// `Fn::Join`.
    mutating func joined(_ argument: JSONNode) -> SettingTree? {
        guard let separator = argument[0]?.string, let list = argument[1] else { return .unknown }
        let elements: [SettingTree]
        if list.kind == .array {
            // A region inside of a longer text only has to look like one.
            elements = list.elements.compactMap { element -> SettingTree? in
                if list.count > 1, element.member("Ref")?.isString("AWS::Region") == true { return .text(Self.region) }
                return tree(element)
            }
        } else {
            guard case .list(let found) = tree(list) else { return .unknown }
            elements = found
        }
        var bytes = 0
        var texts: [String] = []
        for element in elements {
            guard let text = Self.text(of: element) else { return .unknown }
            bytes += text.utf8.count + separator.utf8.count
            guard bytes < Self.maximumBytes else { return .unknown }
            texts.append(text)
        }
        return .text(texts.joined(separator: separator))
    }

    /// `Fn::Split`.
    mutating func split(_ argument: JSONNode) -> SettingTree? {
        guard let separator = argument[0]?.string, !separator.isEmpty, let source = argument[1],
            let text = tree(source)?.text
        else { return .unknown }
        return .list(text.split(separator: separator, omittingEmptySubsequences: false).map { .text(String($0)) })
    }

    /// The text that a value has inside of a longer one; nil for lists, objects and what is not known.
    static func text(of tree: SettingTree) -> String? {
        switch tree {
        case .text(let text): text
        case .scalar(let bytes): String(decoding: bytes, as: UTF8.self)
        case .unknown, .list, .object: nil
        }
    }
}
