/// A program worked out beforehand into a table of states, so that matching is one look-up for each code point.
struct PatternTable: Sendable {
    /// The class of each ASCII code point, then of each range that begins in `starts`.
    private let classes: PatternClasses

    /// The next row for each row and class; a row's number is its state's times the number of classes.
    private var transitions: [UInt16] = []
    /// Whether the text may end in a row.
    private var matchesAtEnd: [Bool] = []

    /// Rows that end the run.
    private static let dead: UInt16 = 0
    private static let matched: UInt16 = 1

    /// Works out the table; nil when it would have more than `limit` entries, or take too long to make.
    init?(_ program: PatternProgram, limit: Int) {
        guard let classes = PatternClasses(program.sets) else { return nil }
        self.classes = classes
        guard build(PatternStates(program, classes), limit: min(limit, Int(UInt16.max))) else { return nil }
    }

    func matches(_ text: UTF8View) -> Bool {
        transitions.withUnsafeBufferPointer { transitions in
            classes.ascii.withUnsafeBufferPointer { ascii in
                var row = 2 * classes.count
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
                return matchesAtEnd[row / classes.count]
            }
        }
    }

    private mutating func build(_ builder: PatternStates, limit: Int) -> Bool {
        var builder = builder
        // The rows that end the run have numbers but are never read.
        transitions = Array(repeating: Self.dead, count: 2 * classes.count)
        matchesAtEnd = [false, true]
        var index = 0
        while index < builder.states.count {
            matchesAtEnd.append(builder.matchesAtEnd(index))
            for column in 0..<classes.count {
                switch builder.next(index, column) {
                case .match: transitions.append(Self.matched)
                case .state(let state):
                    let row = (state + 2) * classes.count
                    guard row + classes.count <= limit else { return false }
                    transitions.append(UInt16(row))
                case .dead: transitions.append(Self.dead)
                }
                guard builder.work <= PatternStates.maximumWork else { return false }
            }
            index += 1
        }
        return true
    }
}
