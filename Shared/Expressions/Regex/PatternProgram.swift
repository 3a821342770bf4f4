/// A regular expression as instructions over code points, for a machine that is in many places at once.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case set(Int, next: Int)
        /// The first way is preferred.
        case split(Int, Int)
        case assertion(PatternAssertion, next: Int)
        /// Remembers the place: twice a group's number, one more at the group's end.
        case save(Int, next: Int)
        case match
    }

    /// Groups past this one match but are not remembered: nothing can ask for them.
    static let maximumSavedGroup = 9

    private(set) var instructions: [Instruction] = [.match]
    private(set) var start = 0
    let sets: [ScalarSet]

    /// How many groups capture.
    let groupCount: Int

    /// The places that a match remembers; 0 when it only says whether there is one.
    let slotCount: Int

    private let limit: Int

    /// Parts visited; repetitions of nothing make no instruction and must still end.
    private var visits = 0

    /// Compiles backwards: each part is given the instruction that follows it.
    init(_ pattern: ParsedPattern, limit: Int, hasCaptures: Bool = false) throws(PatternError) {
        self.limit = limit
        sets = pattern.sets
        groupCount = pattern.groupCount
        slotCount = hasCaptures ? 2 * (min(pattern.groupCount, Self.maximumSavedGroup) + 1) : 0
        start = try compile(.group(pattern.syntax, number: 0), next: 0)
    }

    /// Whether a match can begin nowhere but at the start of the text.
    var beginsAtTextStart: Bool {
        var pending = [start]
        var seen = Set<Int>()
        while let place = pending.popLast() {
            guard seen.insert(place).inserted else { continue }
            switch instructions[place] {
            case .set, .match: return false
            case .split(let a, let b): pending += [a, b]
            case .assertion(.textStart, _): break
            case .assertion(_, let next), .save(_, let next): pending.append(next)
            }
        }
        return true
    }

    private mutating func add(_ instruction: Instruction) throws(PatternError) -> Int {
        guard instructions.count < limit else { throw .tooLarge(limit) }
        instructions.append(instruction)
        return instructions.count - 1
    }

    private mutating func compile(_ syntax: PatternSyntax, next: Int) throws(PatternError) -> Int {
        visits += 1
        guard visits <= limit * 2 else { throw .tooLarge(limit) }
        switch syntax {
        case .empty: return next
        case .assertion(let assertion): return try add(.assertion(assertion, next: next))
        case .set(let number): return try add(.set(number, next: next))
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
        case .repeated(let part, let from, let to, let isLazy):
            return try compileRepeat(part, from, to, isLazy, next: next)
        case .group(let part, let number):
            guard number * 2 < slotCount else { return try compile(part, next: next) }
            let end = try add(.save(number * 2 + 1, next: next))
            return try add(.save(number * 2, next: try compile(part, next: end)))
        }
    }

    private mutating func compileRepeat(
        _ part: PatternSyntax,
        _ from: Int,
        _ to: Int?,
        _ isLazy: Bool,
        next: Int
    ) throws(PatternError) -> Int {
        var entry = next
        var needed = from
        if let to {
            for _ in from..<to { entry = try split(try compile(part, next: entry), next, isLazy) }
        } else {
            let loop = try add(.match)
            let body = try compile(part, next: loop)
            instructions[loop] = isLazy ? .split(next, body) : .split(body, next)
            // `x*` of an x that may be empty is `(?:x+)?`, so that groups in x are set once, as in RE2.
            if needed > 0 || !part.mayBeEmpty {
                entry = needed > 0 ? body : loop
                needed = max(0, needed - 1)
            } else {
                entry = try split(body, next, isLazy)
            }
        }
        for _ in 0..<needed { entry = try compile(part, next: entry) }
        return entry
    }

    private mutating func split(_ inside: Int, _ past: Int, _ isLazy: Bool) throws(PatternError) -> Int {
        try add(isLazy ? .split(past, inside) : .split(inside, past))
    }
}
