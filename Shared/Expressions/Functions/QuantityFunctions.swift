/// Amounts of resources as values.
///
/// Source: Kubernetes, CEL library `quantity`.
enum QuantityFunctions {
    static let all: [Function] = [
        .global("quantity", "(string) -> quantity") { arguments, frame throws(Failure) in
            let text = arguments.string(0)
            try frame.spend(1 + text.count)
            do throws(Quantity.Mistake) { return frame.object(try Quantity.reading(text)) } catch {
                let words =
                    switch error {
                    case .malformed: "is no quantity such as 1.5Gi, 200m or 1e3"
                    case .tooLarge: "is a quantity beyond ±1.7e29"
                    }
                throw arguments.invalid(&frame, "\(arguments[0].shortText) \(words)")
            }
        },
        .global("isQuantity", "(string) -> bool") { arguments, frame throws(Failure) in
            try frame.spend(1 + arguments.string(0).count)
            return .bool((try? Quantity.reading(arguments.string(0))) != nil)
        },
        .member("sign", "(quantity) -> int") { arguments, frame throws(Failure) in
            .int(try quantity(arguments, 0, &frame).sign)
        },
        .member("isInteger", "(quantity) -> bool") { arguments, frame throws(Failure) in
            .bool(try quantity(arguments, 0, &frame).integer != nil)
        },
        .member("asInteger", "(quantity) -> int") { arguments, frame throws(Failure) in
            let quantity = try quantity(arguments, 0, &frame)
            guard let value = quantity.integer else {
                throw arguments.invalid(&frame, "\(quantity.text) has a fraction or is beyond the integers")
            }
            return .int(value)
        },
        .member("asApproximateFloat", "(quantity) -> double") { arguments, frame throws(Failure) in
            .double(try quantity(arguments, 0, &frame).approximate)
        },
        .member("add", "(quantity, quantity) -> quantity", add), .member("add", "(quantity, int) -> quantity", add),
        .member("sub", "(quantity, quantity) -> quantity", subtract),
        .member("sub", "(quantity, int) -> quantity", subtract),
        .member("compareTo", "(quantity, quantity) -> int") { arguments, frame throws(Failure) in
            .int(try compare(arguments, &frame))
        },
        .member("isLessThan", "(quantity, quantity) -> bool") { arguments, frame throws(Failure) in
            .bool(try compare(arguments, &frame) < 0)
        },
        .member("isGreaterThan", "(quantity, quantity) -> bool") { arguments, frame throws(Failure) in
            .bool(try compare(arguments, &frame) > 0)
        },
    ]

    private static func quantity(_ arguments: Arguments, _ position: Int, _ frame: inout Frame) throws(Failure)
        -> Quantity
    {
        if case .int(let value) = arguments[position] { return Quantity(value) }
        guard let quantity = arguments.object(position, as: Quantity.self) else { throw arguments.overload(&frame) }
        return quantity
    }

    @Sendable
    private static func add(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        let (a, b) = (try quantity(arguments, 0, &frame), try quantity(arguments, 1, &frame))
        guard let sum = a.adding(b) else {
            throw frame.failure(.overflow, at: arguments.offset, "\(a.text) + \(b.text)")
        }
        return frame.object(sum)
    }

    @Sendable
    private static func subtract(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        let (a, b) = (try quantity(arguments, 0, &frame), try quantity(arguments, 1, &frame))
        guard let difference = a.subtracting(b) else {
            throw frame.failure(.overflow, at: arguments.offset, "\(a.text) - \(b.text)")
        }
        return frame.object(difference)
    }

    private static func compare(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Int64 {
        let (a, b) = (try quantity(arguments, 0, &frame).billionths, try quantity(arguments, 1, &frame).billionths)
        return a < b ? -1 : a == b ? 0 : 1
    }
}
