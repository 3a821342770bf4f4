/// `+ - * / %` and unary `-`.
///
/// 64-bit integers that refuse to overflow, doubles as IEEE 754 has them, times, and concatenation.
enum ArithmeticFunctions {
    static let all: [Function] = [
        Function("+", .global, .dyn, add), Function("-", .global, .dyn, subtract),
        Function("*", .global, .dyn, multiply),
        Function("/", .global, .dyn, divide), Function("%", .global, .dyn, modulo),
        Function("-_", .global, .dyn, negate),
    ]

    static func add(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch (a, b) {
        case (.int(let a), .int(let b)): return .int(try checked(a.addingReportingOverflow(b), offset))
        case (.uint(let a), .uint(let b)): return .uint(try checked(a.addingReportingOverflow(b), offset))
        case (.double(let a), .double(let b)): return .double(a + b)
        case (.timestamp(let time), .duration(let span)), (.duration(let span), .timestamp(let time)):
            return .timestamp(try inRange(time.adding(nanoseconds: span), offset))
        case (.duration(let a), .duration(let b)):
            return .duration(nanoseconds: try checked(a.addingReportingOverflow(b), offset))
        case (.bytes(let a), .bytes(let b)):
            try frame.checkText(a.count + b.count, at: offset)
            try frame.spend(bytes: a.count + b.count)
            return .bytes(a + b)
        default: return try concatenate(a, b, &frame, offset)
        }
    }

    private static func concatenate(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure)
        -> Operand
    {
        if let left = a.text, let right = b.text {
            let count = left.utf8.count + right.utf8.count
            try frame.checkText(count, at: offset)
            try frame.spend(bytes: count)
            return .string(Text(utf8: left.utf8 + right.utf8))
        }
        guard var left = Elements(a), var right = Elements(b) else { throw .overload("_+_", [a, b], at: offset) }
        let count = left.count + right.count
        try frame.checkElements(count, at: offset)
        try frame.spend(1 + count >> 2)
        var values: [Operand] = []
        values.reserveCapacity(count)
        while let value = left.nextValue() { values.append(value) }
        while let value = right.nextValue() { values.append(value) }
        return .list(values)
    }

    static func subtract(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch (a, b) {
        case (.int(let a), .int(let b)): return .int(try checked(a.subtractingReportingOverflow(b), offset))
        case (.uint(let a), .uint(let b)): return .uint(try checked(a.subtractingReportingOverflow(b), offset))
        case (.double(let a), .double(let b)): return .double(a - b)
        case (.timestamp(let time), .duration(let span)):
            guard span != .min else { throw range(offset) }
            return .timestamp(try inRange(time.adding(nanoseconds: -span), offset))
        case (.timestamp(let a), .timestamp(let b)):
            return .duration(nanoseconds: try inRange(a.nanoseconds(since: b), offset))
        case (.duration(let a), .duration(let b)):
            return .duration(nanoseconds: try checked(a.subtractingReportingOverflow(b), offset))
        default: throw .overload("_-_", [a, b], at: offset)
        }
    }

    static func multiply(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch (a, b) {
        case (.int(let a), .int(let b)): return .int(try checked(a.multipliedReportingOverflow(by: b), offset))
        case (.uint(let a), .uint(let b)): return .uint(try checked(a.multipliedReportingOverflow(by: b), offset))
        case (.double(let a), .double(let b)): return .double(a * b)
        default: throw .overload("_*_", [a, b], at: offset)
        }
    }

    static func divide(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch (a, b) {
        case (.int, .int(0)), (.uint, .uint(0)): throw Failure(.divisionByZero, at: offset)
        case (.int(let a), .int(let b)): return .int(try checked(a.dividedReportingOverflow(by: b), offset))
        case (.uint(let a), .uint(let b)): return .uint(a / b)
        case (.double(let a), .double(let b)): return .double(a / b)
        default: throw .overload("_/_", [a, b], at: offset)
        }
    }

    static func modulo(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch (a, b) {
        case (.int, .int(0)), (.uint, .uint(0)): throw Failure(.divisionByZero, at: offset)
        case (.int(let a), .int(let b)): return .int(try checked(a.remainderReportingOverflow(dividingBy: b), offset))
        case (.uint(let a), .uint(let b)): return .uint(a % b)
        default: throw .overload("_%_", [a, b], at: offset)
        }
    }

    static func negate(_ a: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch a {
        case .int(let a): return .int(try checked(Int64(0).subtractingReportingOverflow(a), offset))
        case .double(let a): return .double(-a)
        case .duration(let a):
            return .duration(nanoseconds: try checked(Int64(0).subtractingReportingOverflow(a), offset))
        default: throw .overload("-_", [a], at: offset)
        }
    }

    @inline(__always)
    private static func checked<T>(_ result: (partialValue: T, overflow: Bool), _ offset: Int) throws(Failure) -> T {
        if result.overflow { throw range(offset) }
        return result.partialValue
    }

    private static func inRange<T>(_ result: T?, _ offset: Int) throws(Failure) -> T {
        guard let result else { throw range(offset) }
        return result
    }

    private static func range(_ offset: Int) -> Failure { Failure(.overflow, at: offset, "arithmetic overflow") }
}
