/// A program worked out beforehand into a table of states, so that matching is one look-up for each byte.
struct PatternTable: Sendable {
    /// Past these the program itself is run: some patterns have exponentially many states.
    private static let maximumStates = 1_000
    private static let maximumWork = 400_000

    private let classes: [UInt8]
    private let classCount: Int
    private var transitions: [UInt16] = []
    private var matchesAtEnd: [Bool] = []

    /// States that end the run.
    private static let dead: UInt16 = 0
    private static let matched: UInt16 = 1

    /// Works out the table; nil when it would grow too large or the pattern asks about lines or words.
    init?(_ program: PatternProgram) {
        guard program.hasOnlyTextEnds else { return nil }
        (classes, classCount) = Self.classify(program)
        var builder = TableBuilder(program: program)
        guard build(&builder) else { return nil }
    }

    @inline(__always)
    func matches(_ text: UTF8View) -> Bool {
        var state: UInt16 = 2
        for byte in text {
            state = transitions[Int(state) * classCount + Int(classes[Int(byte)])]
            if state <= Self.matched { return state == Self.matched }
        }
        return matchesAtEnd[Int(state)]
    }

    /// Numbers the bytes so that those which no instruction tells apart share a number.
    private static func classify(_ program: PatternProgram) -> ([UInt8], Int) {
        var startsClass = Array(repeating: false, count: 257)
        for case .bytes(let range, _) in program.instructions {
            startsClass[Int(range.lowerBound)] = true
            startsClass[Int(range.upperBound) + 1] = true
        }
        var classes: [UInt8] = []
        var current = 0
        for byte in 0..<256 {
            if byte > 0, startsClass[byte] { current += 1 }
            classes.append(UInt8(current))
        }
        return (classes, current + 1)
    }

    private mutating func build(_ builder: inout TableBuilder) -> Bool {
        let representatives = (0..<classCount).map { number in UInt8(classes.firstIndex(of: UInt8(number)) ?? 0) }
        // The states that end the run have numbers but no rows that are read.
        transitions = Array(repeating: Self.dead, count: 2 * classCount)
        matchesAtEnd = [false, true]
        var numbers: [[Int]: UInt16] = [:]
        var states = [builder.initial()]
        if builder.isMatch(states[0]) {
            transitions += Array(repeating: Self.matched, count: classCount)
            matchesAtEnd.append(true)
            return true
        }
        numbers[states[0]] = 2
        var index = 0
        while index < states.count {
            matchesAtEnd.append(builder.matchesAtEnd(states[index], isStart: index == 0))
            for byte in representatives {
                let next = builder.step(states[index], byte)
                guard builder.work <= Self.maximumWork else { return false }
                transitions.append(number(next, &numbers, &states, builder))
            }
            guard states.count <= Self.maximumStates else { return false }
            index += 1
        }
        return true
    }

    private func number(
        _ state: [Int],
        _ numbers: inout [[Int]: UInt16],
        _ states: inout [[Int]],
        _ builder: TableBuilder
    ) -> UInt16 {
        if builder.isMatch(state) { return Self.matched }
        if state.isEmpty { return Self.dead }
        if let number = numbers[state] { return number }
        let number = UInt16(states.count + 2)
        numbers[state] = number
        states.append(state)
        return number
    }
}

/// Finds the sets of instructions that a program can be in.
private struct TableBuilder {
    let program: PatternProgram
    var work = 0

    mutating func initial() -> [Int] { closure([program.start], isStart: true, isEnd: false) }

    mutating func step(_ state: [Int], _ byte: UInt8) -> [Int] {
        var targets: [Int] = []
        for place in state {
            if case .bytes(let range, let next) = program.instructions[place], range.contains(byte) {
                targets.append(next)
            }
        }
        // A match may also begin behind this byte.
        return closure(targets + [program.start], isStart: false, isEnd: false)
    }

    func isMatch(_ state: [Int]) -> Bool { state.first == 0 }

    mutating func matchesAtEnd(_ state: [Int], isStart: Bool) -> Bool {
        closure(state, isStart: isStart, isEnd: true).first == 0
    }

    /// The instructions that take text, wait for the end or match, sorted; instruction 0 is the match.
    private mutating func closure(_ starts: [Int], isStart: Bool, isEnd: Bool) -> [Int] {
        var seen = Set<Int>()
        var pending = starts
        var result: [Int] = []
        while let place = pending.popLast() {
            work += 1
            guard seen.insert(place).inserted else { continue }
            switch program.instructions[place] {
            case .match: return [0]
            case .split(let a, let b): pending += [a, b]
            case .bytes: result.append(place)
            case .assertion(.textEnd, let next):
                if isEnd { pending.append(next) } else { result.append(place) }
            case .assertion(_, let next):
                if isStart { pending.append(next) }
            }
        }
        return result.sorted()
    }
}
