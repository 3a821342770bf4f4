import JSON

/// What an argument must be for an overload to be the one that is meant.
enum ArgumentKind: Sendable, Equatable {
    case any, null, bool, int, uint, double, string, bytes, list, map, timestamp, duration, type, optional
    case object(ObjectType)

    init(_ type: StaticType) {
        self =
            switch type {
            case .dyn, .parameter, .number, .wrapper, .record: .any
            case .null: .null
            case .bool: .bool
            case .int: .int
            case .uint: .uint
            case .double: .double
            case .string, .choice: .string
            case .bytes: .bytes
            case .timestamp: .timestamp
            case .duration: .duration
            case .type: .type
            case .list: .list
            case .map: .map
            case .optional: .optional
            case .abstract(let name, _): ObjectType(rawValue: name).map { .object($0) } ?? .any
            }
    }

    @inline(__always)
    func fits(_ value: Operand) -> Bool {
        switch (self, value) {
        case (.any, _), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double),
            (.string, .string), (.bytes, .bytes), (.list, .list), (.map, .map), (.timestamp, .timestamp),
            (.duration, .duration), (.type, .type), (.optional, .optional):
            true
        case (.list, .view(let cursor)): cursor.kind == .array
        case (.map, .view(let cursor)): cursor.kind == .object
        case (.object(let wanted), .object(let object)): object.objectType == wanted
        default: false
        }
    }
}

extension Function {
    /// Whether these arguments are of the kinds that the function takes; what lists and maps hold is not looked at.
    @inline(__always)
    func fits(_ arguments: Arguments) -> Bool {
        // The number was checked when the call was planned.
        for position in 0..<arguments.count {
            guard kinds[min(position, kinds.count - 1)].fits(arguments[position]) else { return false }
        }
        return true
    }
}
