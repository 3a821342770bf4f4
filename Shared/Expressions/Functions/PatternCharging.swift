/// What patterns cost: one for 16 bytes of text by table, else one for 8 instructions visited, about 100 ns.
extension Frame {
    /// The instructions that a machine may visit with what is left to spend, and a few more.
    var affordablePatternSteps: Int { min(max(maximumCost - spent, 0), Int.max >> 4) << 3 }

    /// Charges for what a machine visited; one that ran out of steps spends more here than is left.
    mutating func spend(patternSteps: Int) throws(Failure) { try spend(1 + patternSteps >> 3) }
}

extension Pattern {
    /// Whether the text contains a match, charged for what it takes.
    @inline(__always)
    func matches(_ text: UTF8View, charging frame: inout Frame) throws(Failure) -> Bool {
        guard let table else { return try runs(text, &frame) }
        try frame.spend(bytes: text.count)
        return table.matches(text)
    }

    private func runs(_ text: UTF8View, _ frame: inout Frame) throws(Failure) -> Bool {
        // The machine's memory is in proportion to the program.
        try frame.spend(program.instructions.count >> 3)
        var machine = PatternMachine(program, text, maximumSteps: frame.affordablePatternSteps)
        let isMatch = machine.matches()
        try frame.spend(patternSteps: machine.steps)
        return isMatch
    }
}

extension PatternError {
    /// The failure of a call whose pattern, its second argument, is malformed or too large.
    func failure(_ arguments: Arguments, _ frame: inout Frame) -> Failure {
        if isTooLarge { return Failure(.patternTooLarge, at: arguments.offset) }
        return arguments.invalid(&frame, "malformed pattern: \(message) (at its byte \(offset))")
    }
}
