import JSON

/// `size`: how much there is of what can be counted.
enum CollectionFunctions {
    static let all: [Function] = [
        .both("size", "(string) -> int") { arguments, frame throws(Failure) in
            let text = arguments.string(0)
            try frame.spend(bytes: text.count)
            return .int(Int64(text.codePoints))
        },
        .both("size", "(list(A)) -> int") { arguments, _ throws(Failure) in .int(arguments[0].elementCount) },
        .both("size", "(map(A, B)) -> int") { arguments, _ throws(Failure) in .int(arguments[0].elementCount) },
        .both("size", "(bytes) -> int") { arguments, _ throws(Failure) in .int(Int64(arguments.bytes(0).count)) },
    ]
}

extension Operand {
    /// How many elements or entries a list or map has; 0 for others.
    fileprivate var elementCount: Int64 {
        switch self {
        case .view(let cursor): Int64(cursor.count)
        case .list(let values): Int64(values.count)
        case .map(let map): Int64(map.count)
        default: 0
        }
    }
}
