import JSON

/// Walks a list, made or viewed.
struct Elements {
    private let made: [Operand]
    private var next: JSONCursor?
    private var position = 0
    let count: Int

    init?(_ value: Operand) {
        switch value {
        case .list(let values):
            made = values
            count = values.count
        case .view(let cursor) where cursor.kind == .array:
            made = []
            count = cursor.count
            next = cursor.firstChild
        default: return nil
        }
    }

    /// The next element as it stands; a view keeps saying where in the setting it is.
    @inline(__always)
    mutating func nextView() -> Operand? {
        guard position < count else { return nil }
        defer { position += 1 }
        guard let cursor = next else { return made[position] }
        if position + 1 < count { next = cursor.next }
        return .view(cursor)
    }

    @inline(__always)
    mutating func nextValue() -> Operand? { nextView()?.resolved }
}

/// Walks a map, made or viewed.
struct Entries {
    private let map: Operand
    private var next: JSONCursor?
    private var position = 0
    let count: Int

    init?(_ value: Operand) {
        switch value {
        case .map(let made): count = made.entries.count
        case .view(let cursor) where cursor.kind == .object:
            count = cursor.count
            next = cursor.firstChild
        default: return nil
        }
        map = value
    }

    @inline(__always)
    mutating func nextView() -> (key: Operand, value: Operand)? {
        guard position < count else { return nil }
        defer { position += 1 }
        guard let key = next else {
            guard case .map(let made) = map else { return nil }
            return made.entries[position]
        }
        let value = key.next
        if position + 1 < count { next = value.next }
        return (.view(key), .view(value))
    }

    mutating func nextValues() -> (key: Operand, value: Operand)? {
        guard let (key, value) = nextView() else { return nil }
        return (key.resolved, value.resolved)
    }

    func value(of key: Operand) -> Operand? {
        switch map {
        case .map(let made): made[key]
        case .view(let cursor): (key.withUTF8 { cursor.member(utf8: $0) } ?? nil).map { Operand(resolving: $0) }
        default: nil
        }
    }
}
