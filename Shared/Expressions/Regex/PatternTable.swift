/// A program worked out beforehand into a table of states, so that matching is one look-up for each code point.
///
/// `@unchecked` because of the pointers, to memory of its own that is never written after it was made: arrays would be counted
/// at each match, which takes as long as matching a short name.
final class PatternTable: @unchecked Sendable {
    private let classes: PatternClasses
    /// The entries of a row: one for each class, and one for the end of the text.
    private let width: Int

    /// The class of each ASCII code point.
    private let ascii: UnsafeMutablePointer<UInt8>
    /// The next row for each row and class; a row's number is its state's times the width.
    private let transitions: UnsafeMutablePointer<UInt16>

    /// Rows that end the run.
    private static let dead: UInt16 = 0
    private static let matched: UInt16 = 1

    /// Works out the table; nil when it would have more than `limit` entries, or take too long to make.
    init?(_ program: PatternProgram, limit: Int) {
        guard let classes = PatternClasses(program.sets),
            let rows = Rows(program, classes, limit: min(limit, Int(UInt16.max)))
        else { return nil }
        self.classes = classes
        width = classes.count + 1
        ascii = Self.copy(classes.ascii)
        transitions = Self.copy(rows.transitions)
    }

    deinit {
        ascii.deallocate()
        transitions.deallocate()
    }

    private static func copy<T: BitwiseCopyable>(_ values: [T]) -> UnsafeMutablePointer<T> {
        let memory = UnsafeMutablePointer<T>.allocate(capacity: values.count)
        for (index, value) in values.enumerated() { (memory + index).initialize(to: value) }
        return memory
    }

    func matches(_ text: UTF8View) -> Bool {
        var row = 2 * width
        var position = 0
        while position < text.count {
            let byte = text[position]
            let column: Int
            if byte < 0x80 {
                column = Int(ascii[Int(byte)])
                position += 1
            } else {
                let scalar = text.codePoint(at: position)
                column = classes.number(of: scalar.value)
                position += scalar.length
            }
            let next = transitions[row + column]
            if next <= Self.matched { return next == Self.matched }
            row = Int(next)
        }
        return transitions[row + width - 1] == Self.matched
    }

    /// The rows, made one after the other; nil when they would take more than `limit` entries or too much work.
    private struct Rows {
        /// The rows that end the run have numbers but are never read.
        var transitions: [UInt16]

        init?(_ program: PatternProgram, _ classes: PatternClasses, limit: Int) {
            let width = classes.count + 1
            transitions = Array(repeating: PatternTable.dead, count: 2 * width)
            var states = PatternStates(program, classes)
            var index = 0
            while index < states.states.count {
                for column in 0..<classes.count {
                    switch states.next(index, column) {
                    case .match: transitions.append(PatternTable.matched)
                    case .state(let state):
                        let row = (state + 2) * width
                        guard row + width <= limit else { return nil }
                        transitions.append(UInt16(row))
                    case .dead: transitions.append(PatternTable.dead)
                    }
                    guard states.work <= PatternStates.maximumWork else { return nil }
                }
                transitions.append(states.matchesAtEnd(index) ? PatternTable.matched : PatternTable.dead)
                index += 1
            }
        }
    }
}
