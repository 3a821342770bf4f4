/// A compiled regular expression: tells whether a text contains a match, in time proportional to the text.
struct Pattern: Sendable {
    private let program: PatternProgram
    private let table: PatternTable?

    /// Compiles a pattern.
    ///
    /// `isOnce` is for patterns that are made during an evaluation: the table then costs more than it saves.
    init(_ pattern: String, limit: Int, isOnce: Bool = false) throws(PatternError) {
        program = try PatternProgram(try PatternParser.parse(pattern), limit: limit)
        table = isOnce ? nil : PatternTable(program)
    }

    func matches(_ text: UTF8View) -> Bool {
        if let table { return table.matches(text) }
        return PatternMachine(program, text).matches()
    }

    /// What a match over `bytes` of text costs.
    func cost(of bytes: Int) -> Int {
        table == nil ? 1 + (bytes * program.instructions.count) >> 6 : 1 + bytes >> 4
    }
}
