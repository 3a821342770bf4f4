/// Tests and changes of whole strings; each costs one for 16 bytes gone through.
///
/// Source: CEL language definition, "List of Standard Definitions"; cel-go, `ext/strings`.
enum StringFunctions {
    static let all: [Function] = [
        .member("contains", "(string, string) -> bool") { arguments, frame throws(Failure) in
            let (text, part) = (arguments.string(0), arguments.string(1))
            try frame.spend(UTF8View.searchCost(text.count, part.count))
            return .bool(text.firstOffset(of: part) != nil)
        },
        .member("startsWith", "(string, string) -> bool") { arguments, frame throws(Failure) in
            let prefix = arguments.string(1)
            try frame.spend(bytes: prefix.count)
            return .bool(arguments.string(0).starts(withBytes: prefix))
        },
        .member("endsWith", "(string, string) -> bool") { arguments, frame throws(Failure) in
            let suffix = arguments.string(1)
            try frame.spend(bytes: suffix.count)
            return .bool(arguments.string(0).ends(withBytes: suffix))
        },
        .both("matches", "(string, string) -> bool", matches),
        .member("lowerAscii", "(string) -> string") { arguments, frame throws(Failure) in
            try map(arguments.string(0), &frame) { $0 &- 0x41 < 26 ? $0 + 32 : $0 }
        },
        .member("upperAscii", "(string) -> string") { arguments, frame throws(Failure) in
            try map(arguments.string(0), &frame) { $0 &- 0x61 < 26 ? $0 - 32 : $0 }
        },
        .member("trim", "(string) -> string", trim),
        .member("reverse", "(string) -> string", reverse),
    ]

    /// With a pattern that is known only now; constant ones are compiled beforehand by the planner.
    static func matches(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        let (text, source) = (arguments.string(0), arguments.string(1))
        // Compiling is charged by the pattern's length and its instructions.
        try frame.spend(10 + source.count)
        let limit = frame.limits.pointee.maximumPatternInstructions
        let pattern: Pattern
        do throws(PatternError) {
            pattern = try Pattern(String(decoding: source, as: UTF8.self), limit: limit, isOnce: true)
        } catch {
            throw error.failure(arguments, &frame)
        }
        try frame.spend(pattern.program.instructions.count)
        return .bool(try pattern.matches(text, charging: &frame))
    }

    /// The text with each byte changed; the text itself when none changes.
    private static func map(_ text: UTF8View, _ frame: inout Frame, _ change: (UInt8) -> UInt8) throws(Failure)
        -> Operand
    {
        try frame.spend(bytes: text.count)
        guard text.contains(where: { change($0) != $0 }) else { return .string(text) }
        return .string(
            try frame.text(count: text.count) { target in
                for (position, byte) in text.enumerated() { target[position] = change(byte) }
            }
        )
    }

    /// Without the white space at both ends; shares the bytes.
    static func trim(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        let text = arguments.string(0)
        try frame.spend(bytes: text.count)
        var start = 0
        var end = text.count
        while start < end, case let (scalar, length) = text.codePoint(at: start), scalar.isWhiteSpace {
            start += length
        }
        while end > start, case let before = text.boundary(before: end), text.codePoint(at: before).value.isWhiteSpace {
            end = before
        }
        return frame.string(sharing: text[start..<end])
    }

    /// The code points from the last to the first.
    static func reverse(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        let text = arguments.string(0)
        try frame.spend(1 + text.count >> 2)
        return .string(
            try frame.text(count: text.count) { target in
                var position = 0
                while position < text.count {
                    let next = text.boundary(after: position)
                    for offset in position..<next { target[text.count - next + offset - position] = text[offset] }
                    position = next
                }
            }
        )
    }
}

extension Frame {
    /// A text of a known length that `fill` writes in full.
    func text(count: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) throws(Failure) -> UTF8View {
        try checkText(count)
        let target = UnsafeMutableBufferPointer(start: arena.allocate(UInt8.self, count: count), count: count)
        target.initialize(repeating: 0)
        fill(target)
        return UTF8View(target)
    }
}

extension UInt32 {
    /// Whether a code point is white space.
    ///
    /// Source: Unicode Character Database, PropList, `White_Space`; those without width are none.
    fileprivate var isWhiteSpace: Bool {
        switch self {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }
}
