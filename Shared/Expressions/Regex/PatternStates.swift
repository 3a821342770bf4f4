/// Finds the sets of instructions that a program can be in, one after the other.
///
/// A state holds the instructions that take text and the assertions that wait to know what follows.
struct PatternStates {
    /// Instructions gone through while making one table, about 10 ms; past it the program itself is run.
    static let maximumWork = 200_000

    enum Next { case dead, match, state(Int) }

    private struct State: Hashable {
        /// Sorted; the match is instruction 0.
        var places: [Int]
        var previous: PatternAssertion.Neighbour
    }

    private let program: PatternProgram
    private let classes: PatternClasses
    private let asksAboutNeighbours: Bool
    private var numbers: [State: Int] = [:]
    private(set) var work = 0

    /// Visited instructions of one closure.
    private var seen: PatternPlaces

    private var found: [State] = []
    var states: Range<Int> { 0..<found.count }

    init(_ program: PatternProgram, _ classes: PatternClasses) {
        self.program = program
        self.classes = classes
        seen = PatternPlaces(count: program.instructions.count)
        asksAboutNeighbours = program.instructions.contains { instruction in
            guard case .assertion(let assertion, _) = instruction else { return false }
            return assertion != .textStart && assertion != .textEnd
        }
        let first = State(places: closure([program.start], after: .edge), previous: .edge)
        numbers[first] = 0
        found = [first]
    }

    mutating func matchesAtEnd(_ state: Int) -> Bool {
        settle(found[state], before: .edge).first == 0
    }

    mutating func next(_ state: Int, _ column: Int) -> Next {
        let neighbour = classes.neighbours[column]
        let places = settle(found[state], before: neighbour)
        if places.first == 0 { return .match }
        var targets: [Int] = []
        for place in places {
            guard case .set(let set, let target) = program.instructions[place], classes.members[column][set] else {
                continue
            }
            targets.append(target)
        }
        // A match may also begin behind this code point.
        let reached = closure(targets + [program.start], after: neighbour)
        if reached.isEmpty { return .dead }
        if reached.first == 0 { return .match }
        // Where no assertion asks, states that differ in what came before are the same.
        let following = State(places: reached, previous: asksAboutNeighbours ? neighbour : .other)
        if let number = numbers[following] { return .state(number) }
        numbers[following] = found.count
        found.append(following)
        return .state(found.count - 1)
    }

    /// The instructions that take text once it is known what follows; 0 first when that is a match.
    private mutating func settle(_ state: State, before next: PatternAssertion.Neighbour) -> [Int] {
        let waits = state.places.contains { if case .assertion = program.instructions[$0] { true } else { false } }
        guard waits else { return state.places }
        return closure(state.places, after: state.previous, before: next)
    }

    /// All that is reached without taking text, sorted; assertions stay in it while `next` is unknown.
    private mutating func closure(
        _ starts: [Int],
        after previous: PatternAssertion.Neighbour,
        before next: PatternAssertion.Neighbour? = nil
    ) -> [Int] {
        seen.clear()
        var pending = starts
        var result: [Int] = []
        while let place = pending.popLast() {
            work += 1
            guard seen.insert(place) else { continue }
            switch program.instructions[place] {
            case .match: return [0]
            case .split(let a, let b): pending += [a, b]
            case .set: result.append(place)
            case .save(_, let target): pending.append(target)
            case .assertion(.textStart, let target):
                if previous == .edge { pending.append(target) }
            case .assertion(let assertion, let target):
                guard let next else {
                    result.append(place)
                    continue
                }
                if assertion.holds(after: previous, before: next) { pending.append(target) }
            }
        }
        return result.sorted()
    }
}
