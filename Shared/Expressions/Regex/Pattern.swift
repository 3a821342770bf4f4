/// A compiled regular expression: tells whether a text contains a match, in time proportional to the text.
struct Pattern: Sendable {
    let program: PatternProgram
    /// Nil when the pattern has too many states, or is used once.
    let table: PatternTable?

    /// Compiles a pattern.
    ///
    /// `limit` bounds its instructions, `tableLimit` the entries of its table, of 2 bytes each; without a table the
    /// program itself is run. `isOnce` is for patterns that are made during an evaluation: a table then costs more
    /// than it saves.
    init(_ pattern: String, limit: Int, tableLimit: Int = 65_535, isOnce: Bool = false) throws(PatternError) {
        program = try PatternProgram(try PatternParser.parse(pattern, limit: limit), limit: limit)
        table = isOnce ? nil : PatternTable(program, limit: tableLimit)
    }

    /// Whether the text contains a match; for use outside of evaluations, see `matches(_:charging:)`.
    func matches(_ text: UTF8View) -> Bool {
        if let table { return table.matches(text) }
        var machine = PatternMachine(program, text)
        return machine.matches()
    }
}
