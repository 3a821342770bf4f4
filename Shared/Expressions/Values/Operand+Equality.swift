extension Operand {
    /// Whether two values are equal: numbers across types by their mathematical value, values of different kinds never.
    ///
    /// Each pair of elements that is compared costs one. Source: CEL language definition, "Equality".
    static func areEqual(_ a: Operand, _ b: Operand, _ frame: inout Frame) throws(Failure) -> Bool {
        switch (a, b) {
        case (.string(let a), .string(let b)), (.bytes(let a), .bytes(let b)):
            try frame.spend(min(a.count, b.count) >> 4)
            return a.isEqual(b)
        case (.bool(let a), .bool(let b)): return a == b
        case (.null, .null): return true
        case (.timestamp(let a), .timestamp(let b)): return a == b
        case (.duration(let a), .duration(let b)): return a == b
        case (.type(let a), .type(let b)): return a == b
        case (.object(let a), .object(let b)): return a == b
        case (.optional(let a), .optional(let b)):
            guard let a = a.value, let b = b.value else { return a.value == nil && b.value == nil }
            return try areEqual(a, b, &frame)
        default: break
        }
        if let numbers = NumberPair(a, b) { return numbers.order == .equal }
        if let unknown = a.unknown ?? b.unknown { throw .unknown(unknown, at: 0, frame) }
        if let left = Elements(a), let right = Elements(b) { return try areEqual(left, right, &frame) }
        if let left = Entries(a), let right = Entries(b) { return try areEqual(left, right, &frame) }
        return false
    }

    private static func areEqual(_ a: Elements, _ b: Elements, _ frame: inout Frame) throws(Failure) -> Bool {
        guard a.count == b.count else { return false }
        var a = a
        var b = b
        while let left = a.nextValue(), let right = b.nextValue() {
            try frame.spend(1)
            guard try areEqual(left, right, &frame) else { return false }
        }
        return true
    }

    private static func areEqual(_ a: Entries, _ b: Entries, _ frame: inout Frame) throws(Failure) -> Bool {
        guard a.count == b.count else { return false }
        var a = a
        while let (key, left) = a.nextValues() {
            try frame.spend(1)
            guard let right = b.value(of: key), try areEqual(left, right, &frame) else { return false }
        }
        return true
    }
}
