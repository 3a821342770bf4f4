import JSON

/// Walks a list, made by the expression or viewed in a document.
struct Elements {
    let count: Int
    private var position = 0
    private let made: UnsafePointer<Operand>?
    private var cursor: JSONCursor?

    @inline(__always)
    init?(_ value: Operand) {
        switch value {
        case .list(let values):
            made = values.baseAddress
            count = values.count
        case .view(let array) where array.kind == .array:
            made = nil
            count = array.count
            cursor = array.firstChild
        default: return nil
        }
    }

    /// The next element as it stands; a view keeps saying where in the setting it is.
    @inline(__always)
    mutating func nextView() -> Operand? {
        guard position < count else { return nil }
        defer { position += 1 }
        if let cursor {
            self.cursor = cursor.next
            return .view(cursor)
        }
        return made?[position]
    }

    /// The next element with scalars taken out.
    @inline(__always)
    mutating func nextValue() -> Operand? { nextView()?.resolved }
}

/// Walks a map, made by the expression or viewed in a document.
struct Entries {
    let count: Int
    private var position = 0
    private let made: OperandMap?
    private let object: JSONCursor?
    private var cursor: JSONCursor?

    init?(_ value: Operand) {
        switch value {
        case .map(let map):
            made = map
            object = nil
            count = map.count
        case .view(let view) where view.kind == .object:
            made = nil
            object = view
            count = view.count
            cursor = view.firstChild
        default: return nil
        }
    }

    /// The next entry as it stands.
    @inline(__always)
    mutating func nextView() -> (key: Operand, value: Operand)? {
        guard position < count else { return nil }
        defer { position += 1 }
        if let key = cursor {
            let value = key.next
            cursor = value.next
            return (.view(key), .view(value))
        }
        return made?.entries[position]
    }

    /// The next entry with scalars taken out.
    mutating func nextValues() -> (key: Operand, value: Operand)? {
        nextView().map { ($0.key.resolved, $0.value.resolved) }
    }

    /// The value of a key, scalars taken out; nil when absent.
    func value(of key: Operand) -> Operand? {
        if let made { return made[key]?.resolved }
        guard let object, let text = key.text else { return nil }
        return object.member(utf8: text).map { Operand(resolving: $0) }
    }
}
