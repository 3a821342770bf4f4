/// Numbers the code points so that those which no part of a pattern tells apart share a number.
struct PatternClasses: Sendable {
    /// Past this a table is not worth its making.
    private static let maximumWork = 400_000

    let ascii: [UInt8]
    /// Where each run of code points of one class begins, and its class; the first at 0.
    private let starts: [UInt32]
    private let numbers: [UInt8]

    /// For each class, whether each set holds its members.
    let members: [[Bool]]
    /// For each class, what assertions see in its members.
    let neighbours: [PatternAssertion.Neighbour]

    var count: Int { members.count }

    /// Nil when there are more than 256 classes or too many ranges to sort out.
    init?(_ sets: [ScalarSet]) {
        // Words and newlines are told apart for the assertions.
        let sets = sets + [.word, ScalarSet([0x0A...0x0A])]
        let rangeCount = sets.reduce(0) { $0 + $1.ranges.count }
        guard rangeCount * sets.count <= Self.maximumWork else { return nil }
        var edges: Set<UInt32> = [0]
        for range in sets.lazy.flatMap(\.ranges) {
            edges.insert(range.lowerBound)
            edges.insert(range.upperBound + 1)
        }
        var known: [[Bool]: UInt8] = [:]
        var members: [[Bool]] = []
        var starts: [UInt32] = []
        var numbers: [UInt8] = []
        for edge in edges.sorted() where edge <= ScalarSet.limit {
            let signature = sets.map { $0.contains(edge) }
            if known[signature] == nil {
                guard members.count < 256 else { return nil }
                known[signature] = UInt8(members.count)
                members.append(signature)
            }
            starts.append(edge)
            numbers.append(known[signature] ?? 0)
        }
        self.starts = starts
        self.numbers = numbers
        self.members = members
        neighbours = members.map { $0[sets.count - 2] ? .word : $0[sets.count - 1] ? .newline : .other }
        ascii = (0..<128).map { numbers[Self.index(of: $0, in: starts)] }
    }

    func number(of scalar: UInt32) -> Int {
        Int(scalar < 128 ? ascii[Int(scalar)] : numbers[Self.index(of: scalar, in: starts)])
    }

    /// The last start at or before a code point.
    private static func index(of scalar: UInt32, in starts: [UInt32]) -> Int {
        var low = 0
        var high = starts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if starts[middle] <= scalar { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
