/// A regular expression as instructions over bytes, for a machine that is in many places at once.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case bytes(ClosedRange<UInt8>, next: Int)
        case split(Int, Int)
        case assertion(PatternAssertion, next: Int)
        case match
    }

    private(set) var instructions: [Instruction] = [.match]
    private(set) var start = 0
    private let limit: Int

    /// Parts visited; repetitions of nothing make no instruction and must still end.
    private var visits = 0

    /// Compiles backwards: each part is given the instruction that follows it.
    init(_ syntax: PatternSyntax, limit: Int) throws(PatternError) {
        self.limit = limit
        start = try compile(syntax, next: 0)
    }

    private var tooLarge: PatternError {
        PatternError(offset: 0, message: "the pattern needs more than \(limit) instructions")
    }

    private mutating func add(_ instruction: Instruction) throws(PatternError) -> Int {
        guard instructions.count < limit else { throw tooLarge }
        instructions.append(instruction)
        return instructions.count - 1
    }

    private mutating func compile(_ syntax: PatternSyntax, next: Int) throws(PatternError) -> Int {
        visits += 1
        guard visits <= limit * 2 else { throw tooLarge }
        switch syntax {
        case .empty: return next
        case .assertion(let assertion): return try add(.assertion(assertion, next: next))
        case .set(let set): return try compile(set, next: next)
        case .sequence(let parts):
            var next = next
            for part in parts.reversed() { next = try compile(part, next: next) }
            return next
        case .alternatives(let branches):
            var entry: Int?
            for branch in branches.reversed() {
                let start = try compile(branch, next: next)
                entry = try entry.map { other throws(PatternError) in try add(.split(start, other)) } ?? start
            }
            return entry ?? next
        case .repeated(let part, let from, let to):
            return try compileRepeat(part, from, to, next: next)
        }
    }

    private mutating func compileRepeat(_ part: PatternSyntax, _ from: Int, _ to: Int?, next: Int) throws(PatternError)
        -> Int
    {
        var entry = next
        if let to {
            for _ in from..<to { entry = try add(.split(try compile(part, next: entry), next)) }
        } else {
            let loop = try add(.split(next, next))
            instructions[loop] = .split(try compile(part, next: loop), next)
            entry = loop
        }
        for _ in 0..<from { entry = try compile(part, next: entry) }
        return entry
    }

    private mutating func compile(_ set: ScalarSet, next: Int) throws(PatternError) -> Int {
        var entry: Int?
        for sequence in set.byteSequences.reversed() {
            var start = next
            for range in sequence.reversed() { start = try add(.bytes(range, next: start)) }
            entry = try entry.map { other throws(PatternError) in try add(.split(start, other)) } ?? start
        }
        // An empty class matches nothing: an assertion that contradicts itself.
        return try entry ?? add(.bytes(0xFF...0xFF, next: next))
    }

    /// Whether only the ends of the text are asked about, so that a table can answer.
    var hasOnlyTextEnds: Bool {
        instructions.allSatisfy { instruction in
            guard case .assertion(let assertion, _) = instruction else { return true }
            return assertion == .textStart || assertion == .textEnd
        }
    }
}
