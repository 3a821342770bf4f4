import JSON

/// `size`.
enum CollectionFunctions {
    static let all: [Function] = [Function("size", .both, .int, size)]

    /// Code points of a string, bytes, elements of a list, entries of a map.
    static func size(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch value {
        case .list(let values): return .int(Int64(values.count))
        case .map(let map): return .int(Int64(map.entries.count))
        case .bytes(let bytes): return .int(Int64(bytes.count))
        case .view(let node) where node.kind != .string: return .int(Int64(node.count))
        default:
            guard let size = value.withUTF8({ ($0.count, $0.codePoints) }) else {
                throw .overload("size", [value], at: offset)
            }
            try frame.spend(bytes: size.0)
            return .int(Int64(size.1))
        }
    }
}
