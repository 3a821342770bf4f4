/// Functions that count in code points: `indexOf`, `lastIndexOf`, `substring`, `charAt`.
///
/// Source: cel-go, `ext/strings`.
enum StringPositionFunctions {
    static let all: [Function] = [
        .member("indexOf", "(string, string) -> int") { arguments, frame throws(Failure) in
            try indexOf(arguments, from: 0, &frame)
        },
        .member("indexOf", "(string, string, int) -> int") { arguments, frame throws(Failure) in
            try indexOf(arguments, from: try byteOffset(arguments, 2, &frame), &frame)
        },
        .member("lastIndexOf", "(string, string) -> int") { arguments, frame throws(Failure) in
            try lastIndexOf(arguments, upTo: arguments.string(0).count, &frame)
        },
        .member("lastIndexOf", "(string, string, int) -> int") { arguments, frame throws(Failure) in
            try lastIndexOf(arguments, upTo: try byteOffset(arguments, 2, &frame), &frame)
        },
        .member("substring", "(string, int) -> string") { arguments, frame throws(Failure) in
            let text = arguments.string(0)
            return frame.string(sharing: text[try byteOffset(arguments, 1, &frame)...])
        },
        .member("substring", "(string, int, int) -> string", substring),
        .member("charAt", "(string, int) -> string") { arguments, frame throws(Failure) in
            let text = arguments.string(0)
            let start = try byteOffset(arguments, 1, &frame)
            let end = start < text.count ? text.boundary(after: start) : start
            return frame.string(sharing: text[start..<end])
        },
    ]

    private static func indexOf(_ arguments: Arguments, from start: Int, _ frame: inout Frame) throws(Failure)
        -> Operand
    {
        let (text, wanted) = (arguments.string(0), arguments.string(1))
        try frame.spend(UTF8View.searchCost(text.count, wanted.count))
        return position(text, text.firstOffset(of: wanted, from: start))
    }

    private static func lastIndexOf(_ arguments: Arguments, upTo limit: Int, _ frame: inout Frame) throws(Failure)
        -> Operand
    {
        let (text, wanted) = (arguments.string(0), arguments.string(1))
        try frame.spend(UTF8View.searchCost(text.count, wanted.count))
        guard text.count >= wanted.count else { return .int(-1) }
        let last = min(limit, text.count - wanted.count)
        let found = stride(from: last, through: 0, by: -1).first { start in
            UTF8View(rebasing: text[start..<(start + wanted.count)]).isEqual(wanted)
        }
        return position(text, found)
    }

    /// A byte offset in code points; -1 for none.
    private static func position(_ text: UTF8View, _ offset: Int?) -> Operand {
        .int(offset.map { Int64(UTF8View(rebasing: text[..<$0]).codePoints) } ?? -1)
    }

    private static func substring(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> Operand {
        let start = try byteOffset(arguments, 1, &frame)
        let end = try byteOffset(arguments, 2, &frame)
        guard start <= end else {
            throw arguments.invalid(
                &frame,
                "invalid substring range. start: \(arguments.int(1)), end: \(arguments.int(2))"
            )
        }
        return frame.string(sharing: arguments.string(0)[start..<end])
    }

    /// The byte offset of a position in code points, from 0 to their number.
    private static func byteOffset(_ arguments: Arguments, _ position: Int, _ frame: inout Frame) throws(Failure) -> Int
    {
        let text = arguments.string(0)
        try frame.spend(bytes: text.count)
        guard let offset = text.byteOffset(of: arguments.int(position)) else {
            throw frame.failure(.indexOutOfRange, at: arguments.offset, "\(arguments.int(position))")
        }
        return offset
    }
}
