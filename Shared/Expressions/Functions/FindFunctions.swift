/// `find` and `findAll`: what fits a pattern, whole matches only.
///
/// Source: Kubernetes, `cel/library/regex.go`; Go, `regexp`, for what counts as the next match.
enum FindFunctions {
    static let all: [Function] = [
        .member("find", "(string, string) -> string") { arguments, frame throws(Failure) in
            try matches(arguments, count: 1, &frame).first ?? .string("")
        },
        .member("findAll", "(string, string) -> list(string)") { arguments, frame throws(Failure) in
            try frame.list(try matches(arguments, count: .max, &frame))
        },
        .member("findAll", "(string, string, int) -> list(string)") { arguments, frame throws(Failure) in
            let count = arguments.int(2)
            return try frame.list(try matches(arguments, count: count < 0 ? .max : Int(count), &frame))
        },
    ]

    private static func matches(_ arguments: Arguments, count: Int, _ frame: inout Frame) throws(Failure) -> [Operand] {
        let program = try RegexFunctions.compile(arguments, &frame)
        guard count > 0 else { return [] }
        let text = arguments.string(0)
        // One more than a list may have is enough to find that out.
        let count = min(count, frame.limits.pointee.maximumElements + 1)
        return try RegexFunctions.search(program, arguments, count: count, &frame).map { match in
            frame.string(sharing: text[match[0]..<match[1]])
        }
    }
}
