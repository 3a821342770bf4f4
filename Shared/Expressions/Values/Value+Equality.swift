import JSON

extension Value {
    /// Whether two values are equal: numbers across types by their mathematical value, values of different kinds never.
    ///
    /// Each pair of elements that is compared costs one. Source: CEL language definition, "Equality".
    static func areEqual(_ a: Value, _ b: Value, _ frame: inout Frame) throws(Failure) -> Bool {
        if let numbers = NumberPair(a, b) { return numbers.order == .equal }
        switch (a, b) {
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.bytes(let a), .bytes(let b)): return a == b
        case (.timestamp(let a), .timestamp(let b)): return a == b
        case (.duration(let a), .duration(let b)): return a == b
        case (.type(let a), .type(let b)): return a == b
        default: break
        }
        if let same = a.withUTF8({ left in b.withUTF8 { left.isEqual($0) } }) { return same ?? false }
        if let left = Elements(a) {
            guard let right = Elements(b) else { return false }
            return try areEqual(left, right, &frame)
        }
        if let left = Entries(a), let right = Entries(b) { return try areEqual(left, right, &frame) }
        return false
    }

    private static func areEqual(_ a: Elements, _ b: Elements, _ frame: inout Frame) throws(Failure) -> Bool {
        guard a.count == b.count else { return false }
        var a = a
        var b = b
        while let left = a.next(), let right = b.next() {
            try frame.spend(1)
            guard try areEqual(left, right, &frame) else { return false }
        }
        return true
    }

    private static func areEqual(_ a: Entries, _ b: Entries, _ frame: inout Frame) throws(Failure) -> Bool {
        guard a.count == b.count else { return false }
        var a = a
        while let (key, left) = a.next() {
            try frame.spend(1)
            guard let right = b.value(of: key), try areEqual(left, right, &frame) else { return false }
        }
        return true
    }
}

/// Walks a list, made or viewed.
struct Elements {
    private enum Source {
        case made([Value])
        case viewed(JSONElements)
    }

    private var source: Source
    private var position = 0
    let count: Int

    init?(_ value: Value) {
        switch value {
        case .list(let values):
            source = .made(values)
            count = values.count
        case .json(let node) where node.kind == .array:
            source = .viewed(node.elements)
            count = node.count
        default: return nil
        }
    }

    /// The next element as it stands; a view keeps saying where in the setting it is.
    mutating func nextView() -> Value? {
        switch source {
        case .made(let values):
            guard position < values.count else { return nil }
            position += 1
            return values[position - 1]
        case .viewed(var elements):
            guard let node = elements.next() else { return nil }
            source = .viewed(elements)
            return .json(node)
        }
    }

    mutating func next() -> Value? { nextView()?.resolved }
}

/// Walks a map, made or viewed.
struct Entries {
    private let map: Value
    private var members: JSONMembers?
    private var position = 0
    let count: Int

    init?(_ value: Value) {
        switch value {
        case .map(let made): count = made.entries.count
        case .json(let node) where node.kind == .object:
            count = node.count
            members = node.members
        default: return nil
        }
        map = value
    }

    mutating func nextView() -> (key: Value, value: Value)? {
        if let (key, value) = members?.next() { return (.json(key.node), .json(value)) }
        guard case .map(let made) = map, position < made.entries.count else { return nil }
        position += 1
        return made.entries[position - 1]
    }

    mutating func next() -> (key: Value, value: Value)? {
        guard let (key, value) = nextView() else { return nil }
        return (key.resolved, value.resolved)
    }

    func value(of key: Value) -> Value? {
        switch map {
        case .map(let made): made[key]
        case .json(let node): (key.withUTF8 { node.member(utf8: $0) } ?? nil).map { Value(resolving: $0) }
        default: nil
        }
    }
}
