/// Lists of values that have an order: `sort`, `isSorted`, `min`, `max`, and `sum` and positions of elements.
///
/// Source: cel-go, `ext/lists` (`sort`); Kubernetes, `cel/library/lists.go` (the others).
enum ListOrderFunctions {
    static let all: [Function] =
        [
            .member("sort", "(list(A)) -> list(A)") { arguments, frame throws(Failure) in
                let values = try ListFunctions.values(of: arguments[0], arguments, &frame)
                return try sorted(values, by: values, arguments, &frame)
            },
            // What the macro `sortBy` becomes: the list, and the keys of its elements.
            .member(Parser.sortBy, "(list(A), list(B)) -> list(A)") { arguments, frame throws(Failure) in
                let values = try ListFunctions.values(of: arguments[0], arguments, &frame)
                let keys = try ListFunctions.values(of: arguments[1], arguments, &frame)
                return try sorted(values, by: keys, arguments, &frame)
            },
            .member("isSorted", "(list(A)) -> bool", isSorted),
            .member("min", "(list(A)) -> A") { arguments, frame throws(Failure) in
                try extreme(arguments, worse: .greater, &frame)
            },
            .member("max", "(list(A)) -> A") { arguments, frame throws(Failure) in
                try extreme(arguments, worse: .less, &frame)
            },
            .member("indexOf", "(list(A), A) -> int") { arguments, frame throws(Failure) in
                try position(arguments, isLast: false, &frame)
            },
            .member("lastIndexOf", "(list(A), A) -> int") { arguments, frame throws(Failure) in
                try position(arguments, isLast: true, &frame)
            },
        ] + ["int", "uint", "double", "duration", "dyn"].map { .member("sum", "(list(\($0))) -> \($0)", sum) }

    /// The order of two values, charged by what is compared; pairs without one fail.
    private static func order(_ a: Operand, _ b: Operand, _ arguments: Arguments, _ frame: inout Frame) throws(Failure)
        -> Order
    {
        try frame.spend(1)
        if case .string(let text) = a { try frame.spend(text.count >> 4) }
        if case .bytes(let bytes) = a { try frame.spend(bytes.count >> 4) }
        guard let order = Operand.order(a, b) else {
            throw frame.failure(
                .noSuchOverload,
                at: arguments.offset,
                "\(arguments.name)() of a list with \(a.typeName) and \(b.typeName)"
            )
        }
        if order == .unordered { throw arguments.invalid(&frame, "NaN values cannot be ordered") }
        return order
    }

    private static func isSorted(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        var elements = try ListFunctions.elements(arguments, &frame)
        guard var last = elements.nextValue() else { return .bool(true) }
        while let next = elements.nextValue() {
            if try order(last, next, arguments, &frame) == .greater { return .bool(false) }
            last = next
        }
        return .bool(true)
    }

    private static func extreme(_ arguments: Arguments, worse: Order, _ frame: inout Frame) throws(Failure) -> Operand {
        var elements = try ListFunctions.elements(arguments, &frame)
        guard var best = elements.nextValue() else {
            throw arguments.invalid(&frame, "\(arguments.name)() of an empty list")
        }
        // A value alone must have an order too, and one with itself.
        _ = try order(best, best, arguments, &frame)
        while let next = elements.nextValue() {
            if try order(best, next, arguments, &frame) == worse { best = next }
        }
        return best
    }

    /// Of numbers of one type, or durations; 0 of nothing.
    private static func sum(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        var elements = try ListFunctions.elements(arguments, &frame)
        try frame.spend(1 + elements.count >> 2)
        guard var total = elements.nextValue() else { return .int(0) }
        switch total {
        case .int, .uint, .double, .duration: break
        default: throw frame.failure(.noSuchOverload, at: arguments.offset, "sum() of a \(total.typeName)")
        }
        while let next = elements.nextValue() {
            guard next.typeName == total.typeName else {
                throw frame.failure(
                    .noSuchOverload,
                    at: arguments.offset,
                    "sum() of a list with \(total.typeName) and \(next.typeName)"
                )
            }
            total = try Arithmetic.add.apply(total, next, &frame, arguments.offset)
        }
        return total
    }

    private static func position(_ arguments: Arguments, isLast: Bool, _ frame: inout Frame) throws(Failure) -> Operand
    {
        var elements = try ListFunctions.elements(arguments, &frame)
        var found: Int64 = -1
        var position: Int64 = 0
        while let element = elements.nextValue() {
            try frame.spend(1)
            if try Operand.areEqual(element, arguments[1], &frame) {
                found = position
                if !isLast { break }
            }
            position += 1
        }
        return .int(found)
    }

    /// The values in the order of their keys, of which there are as many; equal keys keep the order they came in.
    ///
    /// All keys are of one type, as cel-go wants it. A merge sort, so that its cost is bounded and known.
    static func sorted(_ values: OperandList, by keys: OperandList, _ arguments: Arguments, _ frame: inout Frame)
        throws(Failure) -> Operand
    {
        let count = min(keys.count, values.count)
        for key in keys {
            guard key.typeName == keys[0].typeName else {
                throw arguments.invalid(&frame, "\(arguments.name)(): list elements must have the same type")
            }
        }
        // One alone must have an order too.
        if count == 1 { _ = try order(keys[0], keys[0], arguments, &frame) }
        var from = UnsafeMutableBufferPointer(start: frame.arena.allocate(UInt32.self, count: count), count: count)
        var to = UnsafeMutableBufferPointer(start: frame.arena.allocate(UInt32.self, count: count), count: count)
        _ = from.initialize(from: (0..<count).lazy.map { UInt32($0) })
        to.initialize(repeating: 0)
        var width = 1
        while width < count {
            for start in stride(from: 0, to: count, by: width * 2) {
                var (left, right) = (start, min(start + width, count))
                let (middle, end) = (right, min(start + width * 2, count))
                for position in start..<end {
                    let takesRight =
                        if left == middle { true } else if right == end { false } else {
                            try order(keys[Int(from[left])], keys[Int(from[right])], arguments, &frame) == .greater
                        }
                    to[position] = from[takesRight ? right : left]
                    if takesRight { right += 1 } else { left += 1 }
                }
            }
            swap(&from, &to)
            width *= 2
        }
        let result = frame.arena.allocate(Operand.self, count: count)
        for position in 0..<count { (result + position).initialize(to: values[Int(from[position])]) }
        return .list(OperandList(start: result, count: count))
    }
}

extension ListFunctions {
    /// The elements of a list side by side in memory.
    static func values(of list: Operand, _ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> OperandList {
        if case .list(let values) = list { return values }
        guard var elements = Elements(list) else { throw arguments.overload(&frame) }
        try frame.checkElements(elements.count)
        try frame.spend(1 + elements.count >> 2)
        let values = frame.arena.allocate(Operand.self, count: elements.count)
        var count = 0
        while let element = elements.nextValue() {
            (values + count).initialize(to: element)
            count += 1
        }
        return OperandList(start: values, count: count)
    }
}
