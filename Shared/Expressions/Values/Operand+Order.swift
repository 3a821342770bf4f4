/// How two values stand to each other; `unordered` when one is NaN.
enum Order: Sendable {
    case less, equal, greater, unordered

    init<T: Comparable>(_ a: T, _ b: T) { self = a < b ? .less : a > b ? .greater : a == b ? .equal : .unordered }
}

/// Two numbers of any types, compared as if on one line.
struct NumberPair {
    let order: Order

    @inline(__always)
    init?(_ a: Operand, _ b: Operand) {
        switch (a, b) {
        case (.int(let a), .int(let b)): order = Order(a, b)
        case (.double(let a), .double(let b)): order = Order(a, b)
        case (.uint(let a), .uint(let b)): order = Order(a, b)
        case (.int(let a), .uint(let b)): order = a < 0 ? .less : Order(UInt64(a), b)
        case (.uint(let a), .int(let b)): order = b < 0 ? .greater : Order(a, UInt64(b))
        case (.int(let a), .double(let b)): order = Self.compare(a, b)
        case (.double(let a), .int(let b)): order = Self.compare(b, a).reversed
        case (.uint(let a), .double(let b)): order = Self.compare(a, b)
        case (.double(let a), .uint(let b)): order = Self.compare(b, a).reversed
        default: return nil
        }
    }

    /// Integers are rounded to doubles between the ends of their type.
    ///
    /// As in cel-go and as the specification's cases want it.
    private static func compare(_ a: Int64, _ b: Double) -> Order {
        if b < -9_223_372_036_854_775_808 { return .greater }
        return b > 9_223_372_036_854_775_808 ? .less : Order(Double(a), b)
    }

    private static func compare(_ a: UInt64, _ b: Double) -> Order {
        if b < 0 { return .greater }
        return b > 18_446_744_073_709_551_616 ? .less : Order(Double(a), b)
    }
}

extension Order {
    var reversed: Order {
        switch self {
        case .less: .greater
        case .greater: .less
        case .equal, .unordered: self
        }
    }
}

extension Operand {
    /// The order of two values; nil when CEL orders no such pair.
    static func order(_ a: Operand, _ b: Operand) -> Order? {
        if let numbers = NumberPair(a, b) { return numbers.order }
        switch (a, b) {
        case (.bool(let a), .bool(let b)): return Order(a ? 1 : 0, b ? 1 : 0)
        case (.timestamp(let a), .timestamp(let b)): return Order(a, b)
        case (.duration(let a), .duration(let b)): return Order(a, b)
        case (.string(let a), .string(let b)), (.bytes(let a), .bytes(let b)): return Order(a.compare(b), 0)
        default: return nil
        }
    }
}
