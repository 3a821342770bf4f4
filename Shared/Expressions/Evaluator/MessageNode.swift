/// `google.protobuf.Int32Value{value: 1}` and the like: the value that the message means in JSON.
final class MessageNode: Node {
    typealias Field = (name: String, value: Node, isOptional: Bool)

    let type: WellKnownMessage
    let fields: [Field]

    init(_ syntax: Syntax, _ type: WellKnownMessage, _ fields: [Field]) {
        self.type = type
        self.fields = fields
        super.init(syntax)
    }

    override var children: [Node] { fields.map(\.value) }

    override var isFoldable: Bool { true }

    override func evaluate(_ frame: inout Frame) throws(Failure) -> Operand {
        try frame.spend(1 + fields.count)
        var values: [String: Operand] = [:]
        for field in fields {
            guard type.fields.contains(field.name) else {
                throw frame.failure(.noSuchField, at: syntax.offset, "\(type.rawValue).\(field.name)")
            }
            var value = try field.value.evaluate(&frame)
            if field.isOptional {
                guard let inner = try frame.unwrapped(value, field.value.syntax) else { continue }
                value = inner
            }
            values[field.name] = value
        }
        return try MessageReader(type: type, values: values, offset: syntax.offset).read(&frame)
    }
}

/// Makes the value of a message from those of its fields.
private struct MessageReader {
    let type: WellKnownMessage
    let values: [String: Operand]
    let offset: Int

    func read(_ frame: inout Frame) throws(Failure) -> Operand {
        switch type {
        case .bool, .bytes, .double, .float, .int32, .int64, .string, .uint32, .uint64: try wrapped(frame)
        case .value: try value(frame)
        case .structure:
            try field("fields", or: .map(OperandMap(capacity: 0, in: frame.arena)), frame) { Entries($0) != nil }
        case .list: try field("values", or: .list(OperandList(start: nil, count: 0)), frame) { Elements($0) != nil }
        case .timestamp: try timestamp(frame)
        case .duration: try duration(frame)
        case .any:
            throw frame.failure(
                .invalidArgument,
                at: offset,
                "conversion error: an Any that holds no message has no value"
            )
        }
    }

    /// The field's value when it is of the kind wanted; what the message begins with when it was not given.
    private func field(_ name: String, or zero: Operand, _ frame: Frame, _ fits: (Operand) -> Bool) throws(Failure)
        -> Operand
    {
        guard let value = values[name] else { return zero }
        guard fits(value) else {
            throw frame.failure(.noSuchOverload, at: offset, "\(type.rawValue).\(name) cannot be a \(value.typeName)")
        }
        return value
    }

    private func kind(_ name: String, _ zero: Operand, _ frame: Frame) throws(Failure) -> Operand {
        try field(name, or: zero, frame) { $0.typeName == zero.typeName }
    }

    private func wrapped(_ frame: Frame) throws(Failure) -> Operand {
        switch type {
        case .bool: return try kind("value", .bool(false), frame)
        case .bytes: return try kind("value", .bytes(UTF8View(start: nil, count: 0)), frame)
        case .string: return try kind("value", .string(""), frame)
        case .double: return try kind("value", .double(0), frame)
        case .int64: return try kind("value", .int(0), frame)
        case .uint64: return try kind("value", .uint(0), frame)
        case .float:
            guard case .double(let value) = try kind("value", .double(0), frame) else { return .double(0) }
            return .double(Double(Float(value)))
        case .int32:
            let value = try kind("value", .int(0), frame)
            if case .int(let number) = value, Int32(exactly: number) == nil { throw range(value, frame) }
            return value
        default:
            let value = try kind("value", .uint(0), frame)
            if case .uint(let number) = value, UInt32(exactly: number) == nil { throw range(value, frame) }
            return value
        }
    }

    private func range(_ value: Operand, _ frame: Frame) -> Failure {
        frame.failure(.overflow, at: offset, "\(value.shortText) does not fit \(type.rawValue)")
    }

    /// A `Value` is whichever of its fields is set; null when none is.
    private func value(_ frame: Frame) throws(Failure) -> Operand {
        guard values.count <= 1 else {
            throw frame.failure(.invalidArgument, at: offset, "\(type.rawValue) takes one field")
        }
        guard let name = values.keys.first else { return .null }
        switch name {
        case "bool_value": return try kind(name, .bool(false), frame)
        case "number_value": return try kind(name, .double(0), frame)
        case "string_value": return try kind(name, .string(""), frame)
        case "struct_value": return try field(name, or: .null, frame) { Entries($0) != nil }
        case "list_value": return try field(name, or: .null, frame) { Elements($0) != nil }
        default: return .null
        }
    }

    private func number(_ name: String, _ frame: Frame) throws(Failure) -> Int64 {
        guard case .int(let number) = try kind(name, .int(0), frame) else { return 0 }
        return number
    }

    private func timestamp(_ frame: Frame) throws(Failure) -> Operand {
        let seconds = try number("seconds", frame)
        let nanos = try number("nanos", frame)
        guard let nanoseconds = Int32(exactly: nanos), let time = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
        else { throw range(.int(seconds), frame) }
        return .timestamp(time)
    }

    private func duration(_ frame: Frame) throws(Failure) -> Operand {
        let seconds = try number("seconds", frame)
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = scaled.addingReportingOverflow(try number("nanos", frame))
        guard !overflow, !carry else { throw range(.int(seconds), frame) }
        return .duration(nanoseconds: sum)
    }
}
