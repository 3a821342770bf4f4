/// `math.bit*`: integers as 64 bits.
///
/// Source: cel-go, `ext/math`; CEL specification, conformance file `math_ext`.
enum BitFunctions {
    static let all: [Function] =
        pairs("math.bitAnd", { $0 & $1 }) + pairs("math.bitOr", { $0 | $1 }) + pairs("math.bitXor", { $0 ^ $1 })
        + shifts("math.bitShiftLeft", { $0 << $1 }) + shifts("math.bitShiftRight", { $0 >> $1 }) + [
            .global("math.bitNot", "(int) -> int") { arguments, _ throws(Failure) in .int(~arguments.int(0)) },
            .global("math.bitNot", "(uint) -> uint") { arguments, _ throws(Failure) in .uint(~arguments.uint(0)) },
        ]

    private static func pairs(_ name: String, _ body: @escaping @Sendable (UInt64, UInt64) -> UInt64) -> [Function] {
        [
            .global(name, "(int, int) -> int") { arguments, _ throws(Failure) in
                let (a, b) = (UInt64(bitPattern: arguments.int(0)), UInt64(bitPattern: arguments.int(1)))
                return .int(Int64(bitPattern: body(a, b)))
            },
            .global(name, "(uint, uint) -> uint") { arguments, _ throws(Failure) in
                .uint(body(arguments.uint(0), arguments.uint(1)))
            },
        ]
    }

    /// Bits that come in are 0, also from the left of a negative integer; by 64 and more nothing is left.
    private static func shifts(_ name: String, _ body: @escaping @Sendable (UInt64, Int64) -> UInt64) -> [Function] {
        [
            .global(name, "(int, int) -> int") { arguments, frame throws(Failure) in
                let count = try shift(arguments, &frame)
                return .int(Int64(bitPattern: body(UInt64(bitPattern: arguments.int(0)), count)))
            },
            .global(name, "(uint, int) -> uint") { arguments, frame throws(Failure) in
                .uint(body(arguments.uint(0), try shift(arguments, &frame)))
            },
        ]
    }

    private static func shift(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Int64 {
        guard arguments.int(1) >= 0 else {
            throw arguments.invalid(&frame, "\(arguments.name)() negative offset: \(arguments.int(1))")
        }
        return min(arguments.int(1), 64)
    }
}
