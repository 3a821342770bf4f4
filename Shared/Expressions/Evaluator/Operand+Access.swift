import JSON

extension Operand {
    /// The field of a map; absent ones are an error that names the place in the setting.
    func selecting(_ key: JSONKey, at offset: Int) throws(Failure) -> Operand {
        switch self {
        case .view(let node):
            if let member = node.member(key) { return .view(member) }
            guard node.kind == .object || node.kind == .null else { throw .notSelectable(self, at: offset) }
            let name = key.description
            throw Failure(.noSuchField, at: offset, name, missing: (node.node, [.key(name)]))
        case .map(let map):
            guard let value = map[.string(Text(utf8: key.utf8))] else {
                throw Failure(.noSuchKey, at: offset, key.description)
            }
            return value
        case .null: throw Failure(.noSuchField, at: offset, key.description)
        default: throw .notSelectable(self, at: offset)
        }
    }

    func has(_ key: JSONKey, at offset: Int) throws(Failure) -> Bool {
        switch self {
        case .view(let node) where node.kind == .object: return node.member(key) != nil
        case .view(let node) where node.kind == .null:
            throw Failure(.noSuchField, at: offset, key.description, missing: (node.node, [.key(key.description)]))
        case .map(let map): return map[.string(Text(utf8: key.utf8))] != nil
        case .null: throw Failure(.noSuchField, at: offset, key.description)
        default: throw .notSelectable(self, at: offset)
        }
    }

    /// The element of a list by position, or the value of a map by key.
    func element(_ key: Operand, at offset: Int, _ frame: inout Frame) throws(Failure) -> Operand {
        switch self {
        case .list(let values):
            let position = try key.position(count: values.count, at: offset)
            return values[position]
        case .map(let map):
            if let value = map[key] { return value }
            throw Failure(.noSuchKey, at: offset, key.shortText)
        case .view(let node) where node.kind == .array:
            let position = try key.position(count: node.count, at: offset)
            // Views of arrays are walked to the position.
            try frame.spend(position >> 4)
            guard let element = node.element(at: position) else {
                throw Failure(.indexOutOfRange, at: offset, key.shortText)
            }
            return .view(element)
        case .view(let node) where node.kind == .object:
            guard let found = key.withUTF8({ node.member(utf8: $0) }) else {
                throw Failure(.noSuchKey, at: offset, key.shortText)
            }
            if let found { return .view(found) }
            let name = key.text?.description ?? ""
            throw Failure(.noSuchField, at: offset, name, missing: (node.node, [.key(name)]))
        default:
            throw Failure(.noSuchOverload, at: offset, "\(typeName) has no elements")
        }
    }

    /// This value as a position; numbers without a fraction count, of whatever type.
    private func position(count: Int, at offset: Int) throws(Failure) -> Int {
        let position: Int?
        switch self {
        case .int(let value): position = Int(exactly: value)
        case .uint(let value): position = Int(exactly: value)
        case .double(let value): position = Int(exactly: value)
        default: throw Failure(.noSuchOverload, at: offset, "a list has no element at a \(typeName)")
        }
        guard let position else { throw Failure(.invalidArgument, at: offset, "\(shortText) is no position in a list") }
        guard position >= 0, position < count else { throw Failure(.indexOutOfRange, at: offset, shortText) }
        return position
    }
}

extension Failure {
    static func notSelectable(_ value: Operand, at offset: Int) -> Failure {
        Failure(.noSuchOverload, at: offset, "\(value.typeName) has no fields")
    }

    static func overload(_ name: String, _ values: [Operand], at offset: Int) -> Failure {
        let types = values.map(\.typeName.description).joined(separator: ", ")
        return Failure(.noSuchOverload, at: offset, "\(name)(\(types))")
    }
}
