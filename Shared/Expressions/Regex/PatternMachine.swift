/// Runs a program over text, keeping all the places it can be in.
///
/// Time is text times instructions, whatever the pattern.
struct PatternMachine {
    private let program: PatternProgram
    private let text: UTF8View

    /// A set of instructions in order of arrival; clearing is free.
    private struct Places {
        var list: [Int] = []
        var isIn: [Bool]

        init(count: Int) { isIn = Array(repeating: false, count: count) }

        mutating func clear() {
            for place in list { isIn[place] = false }
            list.removeAll(keepingCapacity: true)
        }
    }

    init(_ program: PatternProgram, _ text: UTF8View) {
        self.program = program
        self.text = text
    }

    func matches() -> Bool {
        var places = Places(count: program.instructions.count)
        var next = places
        var pending: [Int] = []
        for position in 0...text.count {
            if enter(program.start, at: position, &places, &pending) { return true }
            guard position < text.count else { break }
            let byte = text[position]
            for place in places.list {
                guard case .bytes(let range, let target) = program.instructions[place], range.contains(byte) else {
                    continue
                }
                if enter(target, at: position + 1, &next, &pending) { return true }
            }
            swap(&places, &next)
            next.clear()
        }
        return false
    }

    /// Adds an instruction and all it leads to without taking text; says whether that is a match.
    private func enter(_ start: Int, at position: Int, _ places: inout Places, _ pending: inout [Int]) -> Bool {
        pending.append(start)
        while let place = pending.popLast() {
            guard !places.isIn[place] else { continue }
            places.isIn[place] = true
            places.list.append(place)
            switch program.instructions[place] {
            case .match: return true
            case .split(let a, let b):
                pending.append(b)
                pending.append(a)
            case .assertion(let assertion, let target):
                if holds(assertion, at: position) { pending.append(target) }
            case .bytes: break
            }
        }
        return false
    }

    private func holds(_ assertion: PatternAssertion, at position: Int) -> Bool {
        switch assertion {
        case .textStart: position == 0
        case .textEnd: position == text.count
        case .lineStart: position == 0 || text[position - 1] == 0x0A
        case .lineEnd: position == text.count || text[position] == 0x0A
        case .wordBoundary: isWord(position - 1) != isWord(position)
        case .noWordBoundary: isWord(position - 1) == isWord(position)
        }
    }

    private func isWord(_ position: Int) -> Bool {
        guard text.indices.contains(position) else { return false }
        return text[position].isLetter || text[position].isDigit
    }
}
