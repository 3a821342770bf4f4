/// A parsed regular expression.
indirect enum PatternSyntax: Sendable {
    case empty
    /// One code point out of a set, by the set's number in ``ParsedPattern/sets``.
    case set(Int)
    case sequence([PatternSyntax])
    case alternatives([PatternSyntax])
    /// `to` is nil for no upper bound; a lazy repetition prefers fewer.
    case repeated(PatternSyntax, from: Int, to: Int?, isLazy: Bool)
    /// A group that captures, numbered from 1 by its opening parenthesis.
    case group(PatternSyntax, number: Int)
    case assertion(PatternAssertion)

    /// Whether it can match without taking text.
    var mayBeEmpty: Bool {
        switch self {
        case .empty, .assertion: true
        case .set: false
        case .sequence(let parts): parts.allSatisfy(\.mayBeEmpty)
        case .alternatives(let branches): branches.contains(where: \.mayBeEmpty)
        case .repeated(let part, let from, _, _): from == 0 || part.mayBeEmpty
        case .group(let part, _): part.mayBeEmpty
        }
    }
}

/// What the parser hands to the compiler.
struct ParsedPattern: Sendable {
    let syntax: PatternSyntax
    /// The sets that the syntax names by number; no two are equal.
    let sets: [ScalarSet]
    let groupCount: Int
}

/// A condition on a place in the text that takes no text itself.
enum PatternAssertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

    /// Whether it holds between two neighbours.
    func holds(after previous: Neighbour, before next: Neighbour) -> Bool {
        switch self {
        case .textStart: previous == .edge
        case .textEnd: next == .edge
        case .lineStart: previous == .edge || previous == .newline
        case .lineEnd: next == .edge || next == .newline
        case .wordBoundary: (previous == .word) != (next == .word)
        case .noWordBoundary: (previous == .word) == (next == .word)
        }
    }

    /// All that assertions ask about the code point on one side of a place; words are ASCII, as in RE2.
    enum Neighbour: Sendable, Hashable {
        /// The start or the end of the text.
        case edge
        case newline, word, other

        init(_ scalar: UInt32) {
            self = scalar == 0x0A ? .newline : ScalarSet.word.contains(scalar) ? .word : .other
        }
    }
}
