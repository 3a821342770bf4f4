/// Lists made of lists: `distinct`, `flatten`, `reverse`, `slice`, `first`, `last`, `lists.range`.
///
/// Source: cel-go, `ext/lists`; `first` and `last` stand in its optional types.
enum ListFunctions {
    static let all: [Function] = [
        .member("distinct", "(list(A)) -> list(A)") { arguments, frame throws(Failure) in
            try OperandSet(try elements(arguments, &frame), &frame).operand
        },
        .member("flatten", "(list(dyn)) -> list(dyn)") { arguments, frame throws(Failure) in
            try flatten(arguments, depth: 1, &frame)
        },
        .member("flatten", "(list(dyn), int) -> list(dyn)") { arguments, frame throws(Failure) in
            try flatten(arguments, depth: arguments.int(1), &frame)
        },
        .member("reverse", "(list(A)) -> list(A)", reverse),
        .member("slice", "(list(A), int, int) -> list(A)", slice),
        .member("first", "(list(A)) -> optional(A)") { arguments, frame throws(Failure) in
            var elements = try elements(arguments, &frame)
            return frame.optional(elements.nextValue())
        },
        .member("last", "(list(A)) -> optional(A)", last),
        .global("lists.range", "(int) -> list(int)", range),
    ]

    static func elements(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Elements {
        guard let elements = Elements(arguments[0]) else { throw arguments.overload(&frame) }
        return elements
    }

    /// Lists within the list in their place, as deep as `depth`.
    private static func flatten(_ arguments: Arguments, depth: Int64, _ frame: inout Frame) throws(Failure) -> Operand {
        guard depth >= 0 else { throw arguments.invalid(&frame, "flatten level must be non-negative: \(depth)") }
        var result = ListBuilder()
        try flatten(try elements(arguments, &frame), depth, into: &result, &frame)
        return result.operand
    }

    /// As deep as values nest, which the depth of expressions and documents bounds.
    private static func flatten(
        _ elements: Elements,
        _ depth: Int64,
        into result: inout ListBuilder,
        _ frame: inout Frame
    ) throws(Failure) {
        var elements = elements
        while let element = elements.nextValue() {
            try frame.spend(1)
            if depth > 0, let inner = Elements(element) {
                try flatten(inner, depth - 1, into: &result, &frame)
            } else {
                try result.append(element, &frame)
            }
        }
    }

    private static func reverse(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        var elements = try elements(arguments, &frame)
        let count = elements.count
        try frame.checkElements(count)
        try frame.spend(1 + count >> 2)
        let values = frame.arena.allocate(Operand.self, count: count)
        var position = count
        while let element = elements.nextValue() {
            position -= 1
            (values + position).initialize(to: element)
        }
        return .list(OperandList(start: values, count: count))
    }

    /// The elements from one position up to, and without, another; those of lists that the expression made are shared.
    private static func slice(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        var elements = try elements(arguments, &frame)
        let (start, end) = (arguments.int(1), arguments.int(2))
        guard start >= 0, end >= 0 else {
            throw arguments.invalid(&frame, "cannot slice(\(start), \(end)), negative indexes not supported")
        }
        guard start <= end else {
            throw arguments.invalid(
                &frame,
                "cannot slice(\(start), \(end)), start index must be less than or equal to end index"
            )
        }
        guard end <= elements.count else {
            throw arguments.invalid(&frame, "cannot slice(\(start), \(end)), list is length \(elements.count)")
        }
        if case .list(let values) = arguments[0] { return .list(OperandList(rebasing: values[Int(start)..<Int(end)])) }
        try frame.spend(1 + Int(end) >> 2)
        var result = ListBuilder()
        for position in 0..<end {
            guard let element = elements.nextValue() else { break }
            if position >= start { try result.append(element, &frame) }
        }
        return result.operand
    }

    private static func last(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        if case .list(let values) = arguments[0] { return frame.optional(values.last) }
        var elements = try elements(arguments, &frame)
        try frame.spend(1 + elements.count >> 4)
        var last: Operand?
        while let element = elements.nextView() { last = element }
        return frame.optional(last?.resolved)
    }

    /// The integers from 0 up to, and without, a number.
    private static func range(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        guard let count = Int(exactly: arguments.int(0)), count >= 0 else {
            throw arguments.invalid(&frame, "lists.range: size must be non-negative, got \(arguments.int(0))")
        }
        try frame.checkElements(count)
        try frame.spend(1 + count >> 2)
        let values = frame.arena.allocate(Operand.self, count: count)
        for position in 0..<count { (values + position).initialize(to: .int(Int64(position))) }
        return .list(OperandList(start: values, count: count))
    }
}
