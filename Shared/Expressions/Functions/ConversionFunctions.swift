/// Conversions between types, named after the type they make; they refuse what does not fit.
///
/// Source: CEL language definition, "List of Standard Definitions".
enum ConversionFunctions {
    static let all: [Function] = [
        Function("int", .global, .int, int), Function("uint", .global, .uint, uint),
        Function("double", .global, .double, double), Function("string", .global, .string, string),
        Function("bytes", .global, .bytes, bytes), Function("bool", .global, .bool, bool),
        Function("timestamp", .global, .timestamp, timestamp), Function("duration", .global, .duration, duration),
        Function("type", .global, .type(.dyn)) { value, _, _ throws(Failure) in .type(value.typeName) },
        Function("dyn", .global, .dyn) { value, _, _ throws(Failure) in value },
    ]

    static func int(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch value {
        case .int: return value
        case .uint(let number): return .int(try exact(Int64(exactly: number), value, "int", offset))
        case .double(let number):
            // The ends are refused too: -2^63 and 2^63 are where rounded doubles gather.
            guard number > -9_223_372_036_854_775_808, number < 9_223_372_036_854_775_808 else {
                throw range(value, "int", offset)
            }
            return .int(Int64(number))
        case .timestamp(let time): return .int(time.seconds)
        case .duration(let nanoseconds): return .int(nanoseconds / 1_000_000_000)
        default: return .int(try parsed(value, "int", offset) { Int64($0) })
        }
    }

    static func uint(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch value {
        case .uint: return value
        case .int(let number): return .uint(try exact(UInt64(exactly: number), value, "uint", offset))
        case .double(let number):
            guard number >= 0, number < 18_446_744_073_709_551_616 else { throw range(value, "uint", offset) }
            return .uint(UInt64(number))
        default: return .uint(try parsed(value, "uint", offset) { UInt64($0) })
        }
    }

    static func double(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch value {
        case .double: return value
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        default: return .double(try parsed(value, "double", offset) { Double($0) })
        }
    }

    static func string(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch value {
        case .string: return value
        case .bool(let value): return .string(value ? "true" : "false")
        case .int(let number): return .string(String(number))
        case .uint(let number): return .string(String(number))
        case .double(let number): return .string(text(number))
        case .timestamp(let time): return .string(TimeText.text(time))
        case .duration(let nanoseconds): return .string(TimeText.text(nanoseconds: nanoseconds))
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Failure(.invalidArgument, at: offset, "the bytes are not UTF-8")
            }
            try frame.spend(bytes: bytes.count)
            return .string(Text(text))
        default:
            guard value.withUTF8({ _ in true }) != nil else { throw .overload("string", [value], at: offset) }
            return value
        }
    }

    static func bytes(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        if case .bytes = value { return value }
        guard let text = value.text else { throw .overload("bytes", [value], at: offset) }
        try frame.spend(bytes: text.utf8.count)
        return .bytes(text.utf8)
    }

    static func bool(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        if case .bool = value { return value }
        return .bool(
            try parsed(value, "bool", offset) { text in
                switch text {
                case "true", "True", "TRUE", "t", "T", "1": true
                case "false", "False", "FALSE", "f", "F", "0": false
                default: nil
                }
            }
        )
    }

    static func timestamp(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch value {
        case .timestamp: return value
        case .int(let seconds):
            guard let time = Timestamp(seconds: seconds) else { throw range(value, "timestamp", offset) }
            return .timestamp(time)
        default:
            guard let time = value.withUTF8({ TimeText.timestamp($0) }) else {
                throw .overload("timestamp", [value], at: offset)
            }
            guard let time else {
                throw Failure(.invalidArgument, at: offset, "\(value.shortText) is no RFC 3339 time within the range")
            }
            return .timestamp(time)
        }
    }

    static func duration(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        if case .duration = value { return value }
        guard let span = value.withUTF8({ TimeText.duration($0) }) else {
            throw .overload("duration", [value], at: offset)
        }
        guard let span else {
            throw Failure(
                .invalidArgument,
                at: offset,
                "\(value.shortText) is no duration such as '1h30m' within the range"
            )
        }
        return .duration(nanoseconds: span)
    }

    /// A double as short as it can be: whole numbers without a fraction.
    static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        let text = number.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func parsed<T>(_ value: Operand, _ name: String, _ offset: Int, _ parse: (String) -> T?)
        throws(Failure) -> T
    {
        guard let text = value.text?.description else { throw .overload(name, [value], at: offset) }
        guard let result = parse(text) else {
            throw Failure(.invalidArgument, at: offset, "\(value.shortText) cannot be read as \(name)")
        }
        return result
    }

    private static func exact<T>(_ result: T?, _ value: Operand, _ name: String, _ offset: Int) throws(Failure) -> T {
        guard let result else { throw range(value, name, offset) }
        return result
    }

    private static func range(_ value: Operand, _ name: String, _ offset: Int) -> Failure {
        Failure(.overflow, at: offset, "\(value.shortText) does not fit \(name)")
    }
}
