/// `math.*`: extremes, rounding, signs and bits.
///
/// Source: cel-go, `ext/math`; CEL specification, conformance file `math_ext`.
enum MathFunctions {
    static let all: [Function] = extremes + rounding + signs + tests

    // MARK: Extremes

    /// The types that an extreme keeps when all arguments have it; others give `dyn`.
    private static let numberTypes = ["int", "uint", "double", "dyn"]

    private static let extremes: [Function] = [("math.greatest", Order.less), ("math.least", .greater)].flatMap {
        name,
        worse in
        numberTypes.map { type in
            .global(name, "(list(\(type))) -> \(type)") { arguments, frame throws(Failure) in
                guard let elements = Elements(arguments[0]) else { throw arguments.overload(&frame) }
                return try extreme(elements, worse, arguments, &frame)
            }
        }
            + numberTypes.map { type in
                .global(name, "(...\(type)) -> \(type)") { arguments, frame throws(Failure) in
                    var best = arguments[0]
                    try check(best, arguments, &frame)
                    for position in 1..<max(1, arguments.count) {
                        best = try better(best, arguments[position], worse, arguments, &frame)
                    }
                    return best
                }
            }
    }

    private static func extreme(
        _ elements: Elements,
        _ worse: Order,
        _ arguments: Arguments,
        _ frame: inout Frame
    ) throws(Failure) -> Operand {
        var elements = elements
        try frame.spend(1 + elements.count >> 2)
        guard var best = elements.nextValue() else {
            throw arguments.invalid(&frame, "\(arguments.name)() of an empty list")
        }
        try check(best, arguments, &frame)
        while let next = elements.nextValue() { best = try better(best, next, worse, arguments, &frame) }
        return best
    }

    /// The first of two unless it is worse; numbers of all types are compared as if on one line.
    private static func better(
        _ first: Operand,
        _ second: Operand,
        _ worse: Order,
        _ arguments: Arguments,
        _ frame: inout Frame
    ) throws(Failure) -> Operand {
        try check(second, arguments, &frame)
        return NumberPair(first, second)?.order == worse ? second : first
    }

    private static func check(_ value: Operand, _ arguments: Arguments, _ frame: inout Frame) throws(Failure) {
        switch value {
        case .int, .uint: return
        case .double(let number) where !number.isNaN: return
        case .double: throw arguments.invalid(&frame, "NaN values cannot be ordered")
        default:
            throw frame.failure(.noSuchOverload, at: arguments.offset, "\(arguments.name)(\(value.typeName))")
        }
    }

    // MARK: Rounding

    private static let rounding: [Function] = [
        ofDouble("math.ceil") { .double($0.rounded(.up)) },
        ofDouble("math.floor") { .double($0.rounded(.down)) },
        // Halves go away from zero.
        ofDouble("math.round") { .double($0.rounded(.toNearestOrAwayFromZero)) },
        ofDouble("math.trunc") { .double($0.rounded(.towardZero)) },
        ofDouble("math.sqrt") { .double($0.squareRoot()) },
        .global("math.sqrt", "(int) -> double") { arguments, _ throws(Failure) in
            .double(Double(arguments.int(0)).squareRoot())
        },
        .global("math.sqrt", "(uint) -> double") { arguments, _ throws(Failure) in
            .double(Double(arguments.uint(0)).squareRoot())
        },
    ]

    private static let tests: [Function] = [
        ofDouble("math.isNaN", "bool") { .bool($0.isNaN) },
        ofDouble("math.isInf", "bool") { .bool($0.isInfinite) },
        ofDouble("math.isFinite", "bool") { .bool($0.isFinite) },
    ]

    private static func ofDouble(
        _ name: String,
        _ result: String = "double",
        _ body: @escaping @Sendable (Double) -> Operand
    ) -> Function {
        .global(name, "(double) -> \(result)") { arguments, _ throws(Failure) in body(arguments.double(0)) }
    }

    // MARK: Signs

    private static let signs: [Function] = [
        .global("math.abs", "(int) -> int") { arguments, frame throws(Failure) in
            guard arguments.int(0) != .min else {
                throw frame.failure(.overflow, at: arguments.offset, "integer overflow in math.abs")
            }
            return .int(abs(arguments.int(0)))
        },
        .global("math.abs", "(uint) -> uint") { arguments, _ throws(Failure) in arguments[0] },
        ofDouble("math.abs") { .double($0.magnitude) },
        .global("math.sign", "(int) -> int") { arguments, _ throws(Failure) in .int(arguments.int(0).signum()) },
        .global("math.sign", "(uint) -> uint") { arguments, _ throws(Failure) in .uint(min(arguments.uint(0), 1)) },
        // Of NaN it is NaN.
        ofDouble("math.sign") { .double($0 > 0 ? 1 : $0 < 0 ? -1 : $0 == 0 ? 0 : $0) },
    ]
}
