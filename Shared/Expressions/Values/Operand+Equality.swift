extension Operand {
    /// Whether two values are equal: numbers across types by their mathematical value, values of different kinds never.
    ///
    /// Each pair of elements that is compared costs one. Source: CEL language definition, "Equality".
    static func areEqual(_ a: Operand, _ b: Operand, _ frame: inout Frame) throws(Failure) -> Bool {
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
