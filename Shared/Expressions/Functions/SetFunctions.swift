/// `sets.*`: lists as sets, in time proportional to both.
///
/// Source: cel-go, `ext/sets`.
enum SetFunctions {
    static let all: [Function] = [
        .global("sets.contains", "(list(A), list(A)) -> bool") { arguments, frame throws(Failure) in
            .bool(try contains(arguments[0], arguments[1], arguments, &frame))
        },
        .global("sets.equivalent", "(list(A), list(A)) -> bool") { arguments, frame throws(Failure) in
            guard try contains(arguments[0], arguments[1], arguments, &frame) else { return .bool(false) }
            return .bool(try contains(arguments[1], arguments[0], arguments, &frame))
        },
        .global("sets.intersects", "(list(A), list(A)) -> bool") { arguments, frame throws(Failure) in
            guard let all = Elements(arguments[0]), var wanted = Elements(arguments[1]) else {
                throw arguments.overload(&frame)
            }
            if all.count == 0 || wanted.count == 0 { return .bool(false) }
            let set = try OperandSet(all, &frame)
            while let value = wanted.nextValue() {
                if try set.contains(value, &frame) { return .bool(true) }
            }
            return .bool(false)
        },
    ]

    /// Whether every element of `part` equals one of `whole`.
    private static func contains(_ whole: Operand, _ part: Operand, _ arguments: Arguments, _ frame: inout Frame)
        throws(Failure) -> Bool
    {
        guard let all = Elements(whole), var wanted = Elements(part) else { throw arguments.overload(&frame) }
        if wanted.count == 0 { return true }
        let set = try OperandSet(all, &frame)
        while let value = wanted.nextValue() {
            guard try set.contains(value, &frame) else { return false }
        }
        return true
    }
}
