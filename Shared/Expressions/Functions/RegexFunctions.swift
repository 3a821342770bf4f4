/// Parts of texts that fit a pattern: taking them out and replacing them.
///
/// Compiling costs 10 and the pattern's bytes and instructions, searching one for 8 instructions visited.
/// Source: cel-go, `ext/regex`; the tests with `matches` are in ``StringFunctions``.
enum RegexFunctions {
    static let all: [Function] = [
        .global("regex.replace", "(string, string, string) -> string") { arguments, frame throws(Failure) in
            try replace(arguments, count: .max, &frame)
        },
        .global("regex.replace", "(string, string, string, int) -> string") { arguments, frame throws(Failure) in
            let count = arguments.int(3)
            return try replace(arguments, count: count < 0 ? .max : Int(count), &frame)
        },
        .global("regex.extract", "(string, string) -> optional(string)") { arguments, frame throws(Failure) in
            let found = try extract(arguments, count: 1, &frame)
            return frame.optional(found.first)
        },
        .global("regex.extractAll", "(string, string) -> list(string)") { arguments, frame throws(Failure) in
            try frame.list(try extract(arguments, count: .max, &frame))
        },
    ]

    /// Compiles the second argument, with its groups.
    static func compile(_ arguments: Arguments, _ frame: inout Frame) throws(Failure) -> PatternProgram {
        let source = arguments.string(1)
        try frame.spend(10 + source.count)
        let program: PatternProgram
        do throws(PatternError) {
            let limit = frame.limits.pointee.maximumPatternInstructions
            let pattern = try PatternParser.parse(String(decoding: source, as: UTF8.self), limit: limit)
            program = try PatternProgram(pattern, limit: limit, hasCaptures: true)
        } catch {
            throw error.failure(arguments, &frame)
        }
        try frame.spend(program.instructions.count)
        return program
    }

    /// The matches in the first argument: the bounds of each group, the whole match first.
    static func search(
        _ program: PatternProgram,
        _ arguments: Arguments,
        count: Int,
        _ frame: inout Frame
    ) throws(Failure) -> [[Int]] {
        var machine = PatternMachine(program, arguments.string(0), maximumSteps: frame.affordablePatternSteps)
        let matches = count == 1 ? machine.first(from: 0).map { [$0] } ?? [] : machine.all(count: count)
        try frame.spend(patternSteps: machine.steps)
        // Each is an array of its own.
        try frame.spend(matches.count << 4)
        return matches
    }

    /// What the only group took in each match, or the whole match without groups; what took nothing is left out.
    private static func extract(_ arguments: Arguments, count: Int, _ frame: inout Frame) throws(Failure) -> [Operand] {
        let program = try compile(arguments, &frame)
        guard program.groupCount <= 1 else {
            throw arguments.invalid(
                &frame,
                "the pattern has \(program.groupCount) groups that capture; one at most says which part to take, others are written (?:…)"
            )
        }
        let text = arguments.string(0)
        let slot = program.groupCount * 2
        var found: [Operand] = []
        for match in try search(program, arguments, count: count, &frame) {
            // As in cel-go, a group that took nothing counts as absent.
            guard slot == 0 || match[slot] < match[slot + 1] else { continue }
            found.append(frame.string(sharing: text[match[slot]..<match[slot + 1]]))
        }
        return found
    }

    private static func replace(_ arguments: Arguments, count: Int, _ frame: inout Frame) throws(Failure) -> Operand {
        let program = try compile(arguments, &frame)
        let parts = try replacement(arguments, program.groupCount, &frame)
        guard count > 0 else { return arguments[0] }
        let text = arguments.string(0)
        let matches = try search(program, arguments, count: count, &frame)
        guard !matches.isEmpty else { return arguments[0] }
        var result: [UInt8] = []
        var start = 0
        for match in matches {
            let before = result.count
            result += text[start..<match[0]]
            for part in parts {
                switch part {
                case .text(let bytes): result += bytes
                case .group(let number):
                    let slot = number * 2
                    if match[slot] >= 0 { result += text[match[slot]..<match[slot + 1]] }
                }
            }
            start = match[1]
            try frame.checkText(result.count)
            try frame.spend(bytes: result.count - before)
        }
        result += text[start...]
        return try frame.string(utf8: result)
    }

    private enum Part { case text(Slice<UTF8View>), group(Int) }

    /// Reads a replacement, in which `\0` is the match, `\1` to `\9` are groups and `\\` is a backslash.
    private static func replacement(_ arguments: Arguments, _ groupCount: Int, _ frame: inout Frame) throws(Failure)
        -> [Part]
    {
        let text = arguments.string(2)
        try frame.spend(bytes: text.count)
        var parts: [Part] = []
        var start = 0
        while let backslash = text[start...].firstIndex(of: UInt8(ascii: "\\")) {
            let next = backslash + 1 < text.count ? text[backslash + 1] : 0
            if next.isDigit {
                let number = Int(next - UInt8(ascii: "0"))
                guard number <= groupCount else {
                    throw arguments.invalid(
                        &frame,
                        "the replacement asks for group \(number), and the pattern has \(groupCount)"
                    )
                }
                parts += [.text(text[start..<backslash]), .group(number)]
            } else if next == UInt8(ascii: "\\") {
                parts.append(.text(text[start...backslash]))
            } else {
                throw arguments.invalid(
                    &frame,
                    "in a replacement a backslash stands before a group's digit or another backslash"
                )
            }
            try frame.spend(1)
            start = backslash + 2
        }
        return parts + [.text(text[start...])]
    }
}
