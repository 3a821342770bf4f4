/// Conversions between types, named after the type they make; they refuse what does not fit.
///
/// Texts are read as cel-go reads them: see ``NumberText``. Source: CEL language definition, "List of Standard Definitions".
enum ConversionFunctions {
    static let all: [Function] =
        integers + others + [
            .global("type", "(A) -> type") { arguments, _ throws(Failure) in .type(arguments[0].typeName) },
            .global("dyn", "(A) -> dyn", same),
        ]

    private static let integers: [Function] = [
        .global("int", "(int) -> int", same),
        .global("int", "(uint) -> int") { arguments, frame throws(Failure) in
            guard let number = Int64(exactly: arguments.uint(0)) else { throw range(arguments, &frame) }
            return .int(number)
        },
        .global("int", "(double) -> int") { arguments, frame throws(Failure) in
            let number = arguments.double(0)
            // The ends are refused too: -2^63 and 2^63 are where rounded doubles gather.
            guard number > -9_223_372_036_854_775_808, number < 9_223_372_036_854_775_808 else {
                throw range(arguments, &frame)
            }
            return .int(Int64(number))
        },
        .global("int", "(string) -> int") { arguments, frame throws(Failure) in
            .int(try parsed(arguments, &frame) { NumberText.int($0) })
        },
        .global("int", "(timestamp) -> int") { arguments, frame throws(Failure) in
            guard let time = arguments.timestamp(0) else { throw arguments.overload(&frame) }
            return .int(time.seconds)
        },
        // Nanoseconds, as in cel-go; the specification has no such conversion. `getSeconds` gives seconds.
        .global("int", "(duration) -> int") { arguments, _ throws(Failure) in .int(arguments.duration(0)) },
        .global("uint", "(uint) -> uint", same),
        .global("uint", "(int) -> uint") { arguments, frame throws(Failure) in
            guard let number = UInt64(exactly: arguments.int(0)) else { throw range(arguments, &frame) }
            return .uint(number)
        },
        .global("uint", "(double) -> uint") { arguments, frame throws(Failure) in
            let number = arguments.double(0)
            guard number >= 0, number < 18_446_744_073_709_551_616 else { throw range(arguments, &frame) }
            return .uint(UInt64(number))
        },
        .global("uint", "(string) -> uint") { arguments, frame throws(Failure) in
            .uint(try parsed(arguments, &frame) { NumberText.uint($0) })
        },
    ]

    private static let others: [Function] = [
        .global("double", "(double) -> double", same),
        .global("double", "(int) -> double") { arguments, _ throws(Failure) in .double(Double(arguments.int(0))) },
        .global("double", "(uint) -> double") { arguments, _ throws(Failure) in .double(Double(arguments.uint(0))) },
        .global("double", "(string) -> double") { arguments, frame throws(Failure) in
            .double(try parsed(arguments, &frame) { NumberText.double($0) })
        },
        .global("bool", "(bool) -> bool", same),
        .global("bool", "(string) -> bool") { arguments, frame throws(Failure) in
            .bool(try parsed(arguments, &frame) { NumberText.bool($0) })
        },
        .global("bytes", "(bytes) -> bytes", same),
        .global("bytes", "(string) -> bytes") { arguments, _ throws(Failure) in .bytes(arguments.string(0)) },
        .global("string", "(string) -> string", same),
        .global("string", "(bytes) -> string", decoded),
        // Numbers, truth values, times, types, and objects of extensions such as IP addresses.
        .global("string", "(A) -> string", text),
        .global("timestamp", "(timestamp) -> timestamp", same),
        .global("timestamp", "(int) -> timestamp") { arguments, frame throws(Failure) in
            guard let time = Timestamp(seconds: arguments.int(0)) else { throw range(arguments, &frame) }
            return .timestamp(time)
        },
        .global("timestamp", "(string) -> timestamp") { arguments, frame throws(Failure) in
            let text = arguments.string(0)
            try frame.spend(bytes: text.count)
            guard let time = TimeText.timestamp(text) else {
                throw arguments.invalid(&frame, "\(arguments[0].shortText) is no RFC 3339 time within the range")
            }
            return .timestamp(time)
        },
        .global("duration", "(duration) -> duration", same),
        .global("duration", "(string) -> duration") { arguments, frame throws(Failure) in
            let text = arguments.string(0)
            try frame.spend(bytes: text.count)
            guard let span = TimeText.duration(text) else {
                throw arguments.invalid(
                    &frame,
                    "\(arguments[0].shortText) is no duration such as '1h30m' within the range"
                )
            }
            return .duration(nanoseconds: span)
        },
    ]

    private static func same(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand { arguments[0] }

    private static func text(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        switch arguments[0] {
        case .bool(let value): return .string(value ? "true" : "false")
        case .int(let number): return try frame.string(String(number))
        case .uint(let number): return try frame.string(String(number))
        case .double(let number):
            try frame.spend(20)
            return try frame.string(NumberText.text(number))
        case .timestamp(let time): return try frame.string(TimeText.text(time))
        case .duration(let nanoseconds): return try frame.string(TimeText.text(nanoseconds: nanoseconds))
        case .type(let name): return try frame.string(name.description)
        case .object(let object): return try frame.string(object.text)
        case .null, .string, .bytes, .list, .map, .optional, .view: throw arguments.overload(&frame)
        }
    }

    /// Bytes as the text they are in UTF-8; shares them.
    private static func decoded(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        let bytes = arguments.bytes(0)
        try frame.spend(1 + bytes.count >> 2)
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw arguments.invalid(&frame, "invalid UTF-8 in bytes, cannot convert to string")
        }
        return .string(bytes)
    }

    private static func parsed<T>(
        _ arguments: Arguments,
        _ frame: inout Frame,
        _ parse: (UTF8View) -> NumberText.Reading<T>
    ) throws(Failure) -> T {
        let text = arguments.string(0)
        try frame.spend(1 + text.count >> 2)
        switch parse(text) {
        case .value(let value): return value
        case .tooLarge: throw range(arguments, &frame)
        case .malformed:
            throw arguments.invalid(&frame, "\(arguments[0].shortText) cannot be read as \(arguments.name)")
        }
    }

    private static func range(_ arguments: Arguments, _ frame: inout Frame) -> Failure {
        frame.spent += Arguments.costOfWords
        return frame.failure(
            .overflow,
            at: arguments.offset,
            "\(arguments[0].shortText) does not fit \(arguments.name)"
        )
    }
}
