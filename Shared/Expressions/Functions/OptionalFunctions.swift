import JSON

/// Optional values: making them and taking out what they hold.
///
/// Source: cel-go, `cel.OptionalTypes`; CEL specification, conformance file `optionals`. `or` and `orValue` compute their argument
/// only when it is needed and are nodes of their own.
enum OptionalFunctions {
    static let all: [Function] = [
        .global("optional.none", "() -> optional(A)") { _, _ throws(Failure) in .optional(.none) },
        .global("optional.of", "(A) -> optional(A)") { arguments, frame throws(Failure) in
            frame.optional(arguments[0])
        },
        .global("optional.ofNonZeroValue", "(A) -> optional(A)") { arguments, frame throws(Failure) in
            frame.optional(arguments[0].isZero ? nil : arguments[0])
        },
        .member("hasValue", "(optional(A)) -> bool") { arguments, _ throws(Failure) in
            .bool(arguments.optional(0).value != nil)
        },
        .member("value", "(optional(A)) -> A") { arguments, frame throws(Failure) in
            guard let value = arguments.optional(0).value else {
                throw arguments.invalid(&frame, "optional.none() has no value")
            }
            return value
        },
        .member("or", "(optional(A), optional(A)) -> optional(A)") { arguments, _ throws(Failure) in
            arguments.optional(0).value == nil ? arguments[1] : arguments[0]
        },
        .member("orValue", "(optional(A), A) -> A") { arguments, _ throws(Failure) in
            arguments.optional(0).value ?? arguments[1]
        },
        .global("optional.unwrap", "(list(optional(A))) -> list(A)", unwrap),
        .member("unwrapOpt", "(list(optional(A))) -> list(A)", unwrap),
    ]

    /// What the optional values of a list hold; empty ones are left out.
    private static func unwrap(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        guard var elements = Elements(arguments[0]) else { throw arguments.overload(&frame) }
        try frame.spend(1 + elements.count >> 2)
        var result = ListBuilder()
        while let element = elements.nextValue() {
            guard case .optional(let optional) = element else {
                throw frame.failure(
                    .noSuchOverload,
                    at: arguments.offset,
                    "\(arguments.name)() of a list with a \(element.typeName)"
                )
            }
            if let value = optional.value { try result.append(value, &frame) }
        }
        return result.operand
    }
}

extension Operand {
    /// Whether it is what its type begins with: false, 0, empty, null.
    var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let text), .bytes(let text): text.isEmpty
        case .list(let values): values.isEmpty
        case .map(let map): map.count == 0
        case .timestamp(let time): time.seconds == 0 && time.nanoseconds == 0
        case .duration(let span): span == 0
        case .optional(let optional): optional.value == nil
        case .type, .object: false
        case .view(let cursor): cursor.count == 0
        }
    }
}
