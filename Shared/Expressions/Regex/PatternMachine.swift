/// Runs a program over text, keeping all the places it can be in, those preferred first.
///
/// One search takes time proportional to text times instructions, whatever the pattern. Many searches over one text
/// may each look far ahead; so all together may take `maximumSteps`, after which nothing more is found.
///
/// Source: Rob Pike's machine, as in Russ Cox, "Regular Expression Matching: the Virtual Machine Approach".
struct PatternMachine {
    private let program: PatternProgram
    private let text: UTF8View
    private let beginsAtTextStart: Bool
    private let maximumSteps: Int

    /// Instructions visited by all searches so far.
    private(set) var steps = 0

    private var places: PatternPlaces
    private var lastPlaces: PatternPlaces
    /// What each place in the lists remembers, `slotCount` numbers for each.
    private var slots: [Int]
    private var lastSlots: [Int]
    private var current: [Int]
    private var pending: [Pending] = []
    private var isMatched = false

    private enum Pending {
        case visit(Int)
        /// Undoes a saved place once all that follows it was visited.
        case restore(Int, Int)
    }

    init(_ program: PatternProgram, _ text: UTF8View, maximumSteps: Int = .max) {
        self.program = program
        self.text = text
        self.maximumSteps = maximumSteps
        beginsAtTextStart = program.beginsAtTextStart
        let count = program.instructions.count
        slots = Array(repeating: -1, count: count * program.slotCount)
        lastSlots = slots
        places = PatternPlaces(count: count)
        lastPlaces = places
        current = Array(repeating: -1, count: program.slotCount)
    }

    var isExhausted: Bool { steps > maximumSteps }

    /// Whether there is a match anywhere; stops at the first sign of one.
    mutating func matches() -> Bool { search(from: 0) { _ in true } }

    /// The first match at or after an offset: the bounds of each group, the whole match first; -1 for none.
    mutating func first(from start: Int) -> [Int]? {
        var best: [Int]?
        _ = search(from: start) { slots in
            best = Array(slots)
            return false
        }
        return best
    }

    /// All matches that do not overlap, up to `count`.
    ///
    /// An empty match is not taken right behind another match. Source: Go, package regexp, "All".
    mutating func all(count: Int) -> [[Int]] {
        var found: [[Int]] = []
        var position = 0
        var lastEnd = -1
        while found.count < count, position <= text.count, let match = first(from: position) {
            let isEmptyHere = match[1] == position
            if !isEmptyHere || match[0] != lastEnd { found.append(match) }
            lastEnd = match[1]
            position =
                !isEmptyHere ? match[1] : position + (position < text.count ? text.codePoint(at: position).length : 1)
        }
        return found
    }

    /// Hands each better match to `body` until that returns true; says whether it did.
    private mutating func search(from start: Int, _ body: (ArraySlice<Int>) -> Bool) -> Bool {
        var position = start
        isMatched = false
        places.clear()
        while !isExhausted {
            if !isMatched, position == 0 || !beginsAtTextStart {
                for slot in current.indices { current[slot] = -1 }
                enter(program.start, at: position)
            }
            if places.list.isEmpty, isMatched || beginsAtTextStart { return false }
            swap(&places, &lastPlaces)
            swap(&slots, &lastSlots)
            places.clear()
            let scalar = position < text.count ? text.codePoint(at: position) : nil
            if step(scalar, at: position, body) { return true }
            guard let scalar else { return false }
            position += scalar.length
        }
        return false
    }

    /// Takes one code point, or none at the end of the text.
    private mutating func step(
        _ scalar: (value: UInt32, length: Int)?,
        at position: Int,
        _ body: (ArraySlice<Int>) -> Bool
    ) -> Bool {
        let width = program.slotCount
        for index in lastPlaces.list.indices {
            let place = lastPlaces.list[index]
            steps += 1
            switch program.instructions[place] {
            case .match:
                isMatched = true
                // What comes later in the list is less wanted than this match.
                return body(lastSlots[(place * width)..<(place * width + width)])
            case .set(let set, let target):
                guard let scalar, program.sets[set].contains(scalar.value) else { continue }
                for slot in 0..<width { current[slot] = lastSlots[place * width + slot] }
                enter(target, at: position + scalar.length)
            case .split, .assertion, .save: break
            }
        }
        return false
    }

    /// Lists an instruction and all it leads to without taking text.
    private mutating func enter(_ start: Int, at position: Int) {
        pending.append(.visit(start))
        while let next = pending.popLast() {
            guard case .visit(let place) = next else {
                if case .restore(let slot, let value) = next { current[slot] = value }
                continue
            }
            steps += 1
            guard places.insert(place) else { continue }
            switch program.instructions[place] {
            case .match, .set:
                places.list.append(place)
                let width = program.slotCount
                for slot in 0..<width { slots[place * width + slot] = current[slot] }
            case .split(let a, let b):
                pending.append(.visit(b))
                pending.append(.visit(a))
            case .assertion(let assertion, let target):
                if holds(assertion, at: position) { pending.append(.visit(target)) }
            case .save(let slot, let target):
                pending.append(.restore(slot, current[slot]))
                current[slot] = position
                pending.append(.visit(target))
            }
        }
    }

    private func holds(_ assertion: PatternAssertion, at position: Int) -> Bool {
        // A longer code point ends in a byte that is neither part of a word nor a newline.
        let previous = position == 0 ? .edge : PatternAssertion.Neighbour(UInt32(text[position - 1]))
        let next = position == text.count ? .edge : PatternAssertion.Neighbour(UInt32(text[position]))
        return assertion.holds(after: previous, before: next)
    }
}

/// A set of instructions in order of arrival; clearing is free.
struct PatternPlaces {
    var list: [Int] = []
    private var stamps: [Int]
    private var stamp = 1

    init(count: Int) { stamps = Array(repeating: 0, count: count) }

    /// Marks an instruction; says whether it was new.
    @inline(__always)
    mutating func insert(_ place: Int) -> Bool {
        guard stamps[place] != stamp else { return false }
        stamps[place] = stamp
        return true
    }

    mutating func clear() {
        list.removeAll(keepingCapacity: true)
        stamp += 1
    }
}
