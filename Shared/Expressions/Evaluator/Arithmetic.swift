/// The operators over two numbers, times, texts or lists.
///
/// 64-bit integers that refuse to overflow, doubles as IEEE 754 has them, times, and concatenation.
/// Source: CEL language definition, "List of Standard Definitions".
enum Arithmetic: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"

    /// How a message begins that says what it was asked to work with.
    private var isNotDefined: StaticString {
        switch self {
        case .add: "'+' is not defined for "
        case .subtract: "'-' is not defined for "
        case .multiply: "'*' is not defined for "
        case .divide: "'/' is not defined for "
        case .modulo: "'%' is not defined for "
        }
    }

    @inline(__always)
    func apply(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch (a, b) {
        case (.int(let a), .int(let b)): return .int(try apply(a, b, frame, offset))
        case (.uint(let a), .uint(let b)): return .uint(try apply(a, b, frame, offset))
        case (.double(let a), .double(let b)) where self != .modulo: return .double(apply(a, b))
        default: return try applyToOthers(a, b, &frame, offset)
        }
    }

    private func apply<T: FixedWidthInteger>(_ a: T, _ b: T, _ frame: Frame, _ offset: Int) throws(Failure) -> T {
        let result: (partialValue: T, overflow: Bool)
        switch self {
        case .add: result = a.addingReportingOverflow(b)
        case .subtract: result = a.subtractingReportingOverflow(b)
        case .multiply: result = a.multipliedReportingOverflow(by: b)
        case .divide, .modulo:
            guard b != 0 else { throw Failure(.divisionByZero, at: offset) }
            result = self == .divide ? a.dividedReportingOverflow(by: b) : a.remainderReportingOverflow(dividingBy: b)
        }
        if result.overflow { throw Self.range(frame, offset) }
        return result.partialValue
    }

    private func apply(_ a: Double, _ b: Double) -> Double {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide, .modulo: a / b
        }
    }

    private func applyToOthers(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure)
        -> Operand
    {
        switch (self, a, b) {
        case (.add, .string(let a), .string(let b)):
            try frame.spend(bytes: a.count + b.count)
            return .string(try frame.joined(a, b))
        case (.add, .bytes(let a), .bytes(let b)):
            try frame.spend(bytes: a.count + b.count)
            return .bytes(try frame.joined(a, b))
        case (.add, .timestamp(let time), .duration(let span)), (.add, .duration(let span), .timestamp(let time)):
            return .timestamp(try inRange(time.adding(nanoseconds: span), frame, offset))
        case (.subtract, .timestamp(let time), .duration(let span)):
            guard span != .min else { throw Self.range(frame, offset) }
            return .timestamp(try inRange(time.adding(nanoseconds: -span), frame, offset))
        case (.subtract, .timestamp(let a), .timestamp(let b)):
            return .duration(nanoseconds: try inRange(a.nanoseconds(since: b), frame, offset))
        case (.add, .duration(let a), .duration(let b)), (.subtract, .duration(let a), .duration(let b)):
            return .duration(nanoseconds: try apply(a, b, frame, offset))
        case (.add, _, _): return try concatenate(a, b, &frame, offset)
        default: throw overload(a, b, frame, offset)
        }
    }

    private func concatenate(_ a: Operand, _ b: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand
    {
        guard var left = Elements(a), var right = Elements(b) else { throw overload(a, b, frame, offset) }
        let count = left.count + right.count
        try frame.checkElements(count)
        try frame.spend(1 + count >> 2)
        let values = frame.arena.allocate(Operand.self, count: count)
        for position in 0..<count {
            guard let value = left.nextValue() ?? right.nextValue() else { break }
            (values + position).initialize(to: value)
        }
        return .list(OperandList(start: values, count: count))
    }

    static func negate(_ value: Operand, _ frame: inout Frame, _ offset: Int) throws(Failure) -> Operand {
        switch value {
        case .int(let number): return .int(try subtract.apply(0, number, frame, offset))
        case .double(let number): return .double(-number)
        case .duration(let span): return .duration(nanoseconds: try subtract.apply(0, span, frame, offset))
        default: throw frame.mismatch(at: offset, "'-' is not defined for ", value)
        }
    }

    private func inRange<T>(_ result: T?, _ frame: Frame, _ offset: Int) throws(Failure) -> T {
        guard let result else { throw Self.range(frame, offset) }
        return result
    }

    private func overload(_ a: Operand, _ b: Operand, _ frame: Frame, _ offset: Int) -> Failure {
        frame.mismatch(at: offset, isNotDefined, a, " and ", b)
    }

    private static func range(_ frame: Frame, _ offset: Int) -> Failure {
        Failure(.overflow, at: offset)
    }
}
