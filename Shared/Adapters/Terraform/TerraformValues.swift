import JSON

/// Puts together what a plan says of one resource: its values, which of them are not known yet, and which are secret.
struct TerraformValues {
    /// What the configuration says of an attribute whose value is not known.
    var attribute: (_ path: [JSONPath.Step]) -> TerraformConfiguration.Attribute = { _ in .unknown }

    /// What stands where a secret does.
    static let mask = "(sensitive)"

    /// The tree of a value; nil where there is none.
    func tree(_ value: JSONNode?, unknown: JSONNode? = nil, sensitive: JSONNode?) -> SettingTree? {
        tree(value, unknown, sensitive, [])
    }

    private func tree(
        _ value: JSONNode?,
        _ unknown: JSONNode?,
        _ sensitive: JSONNode?,
        _ path: [JSONPath.Step]
    ) -> SettingTree? {
        if unknown?.bool == true {
            switch attribute(path) {
            case .known(let tree): return tree
            case .unset: return nil
            case .unknown: return .unknown
            }
        }
        let isSecret = sensitive?.bool == true
        let open = unknown.flatMap { $0.count > 0 ? $0 : nil }
        switch value?.kind {
        case .object: return object(value, open, sensitive, isSecret, path)
        case .array: return list(value, open, sensitive, isSecret, path)
        case .null, nil:
            switch open?.kind {
            case .object: return object(nil, open, sensitive, isSecret, path)
            case .array: return list(nil, open, sensitive, isSecret, path)
            default: return nil
            }
        case .string:
            let text = value?.string ?? ""
            return isSecret ? Self.masked(text) : .text(text)
        case .int, .uint, .double: return isSecret ? .unknown : value.map { .scalar(Array($0.source)) }
        case .bool: return value?.bool.map { .bool($0) }
        }
    }

    private func object(
        _ value: JSONNode?,
        _ unknown: JSONNode?,
        _ sensitive: JSONNode?,
        _ isSecret: Bool,
        _ path: [JSONPath.Step]
    ) -> SettingTree? {
        var object = SettingObject()
        for (key, member) in value.membered {
            let name = key.string
            let inner = isSecret ? sensitive : sensitive?[name]
            object[name] = tree(member, unknown?[name], inner, path + [.key(name)])
        }
        for (key, mark) in unknown.membered {
            let name = key.string
            guard value?[name] == nil else { continue }
            object[name] = tree(nil, mark, nil, path + [.key(name)])
        }
        return value == nil && object.isEmpty ? nil : .object(object)
    }

    private func list(
        _ value: JSONNode?,
        _ unknown: JSONNode?,
        _ sensitive: JSONNode?,
        _ isSecret: Bool,
        _ path: [JSONPath.Step]
    ) -> SettingTree? {
        let (elements, marks, secrets) = (value.listed, unknown.listed, isSecret ? [] : sensitive.listed)
        var trees: [SettingTree] = []
        for index in 0..<max(value?.count ?? 0, unknown?.count ?? 0) {
            let secret = isSecret ? sensitive : secrets.element(index)
            let tree = tree(elements.element(index), marks.element(index), secret, path + [.index(index)])
            if let tree { trees.append(tree) }
        }
        return value == nil && trees.isEmpty ? nil : .list(trees)
    }

    /// A secret text: that there is one may be known, what it says not; of one that holds settings nothing is known.
    static func masked(_ text: String) -> SettingTree {
        guard let first = text.utf8.first(where: { $0 > 0x20 }) else { return .text(text) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .unknown : .text(mask)
    }
}

extension SettingTree {
    /// Masks what stands at the end of a path of names and positions.
    mutating func mask(at path: ArraySlice<JSONNode>) {
        switch self {
        case .unknown: return
        case .text(let text):
            self = TerraformValues.masked(text)
        case .scalar(let bytes):
            if bytes.first != UInt8(ascii: "t"), bytes.first != UInt8(ascii: "f") { self = .unknown }
        case .list(var elements):
            self = .unknown
            // All of them: positions are those of the source, where elements of null were counted.
            for position in elements.indices { elements[position].mask(at: path.dropFirst()) }
            self = .list(elements)
        case .object(var object):
            self = .unknown
            let name = path.first?.string
            for member in object.names where path.isEmpty || member == name {
                var value = object[member]
                value?.mask(at: path.dropFirst())
                object[member] = value
            }
            self = .object(object)
        }
    }
}

extension Array {
    /// The element at a position; nil past the end.
    func element(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
