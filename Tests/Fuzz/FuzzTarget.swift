import TestSupport

/// A part that is thrown input at: makes its own, and says what is wrong.
protocol FuzzTarget {
    /// The name on the command line.
    var name: String { get }

    /// The folder of seeds.
    var folder: String { get }

    /// Inputs to start from; each runs once as it is.
    var seeds: [[UInt8]] { get }

    /// How many inputs came how far, in words.
    var figures: String { get }

    /// The next input: a seed that was damaged, or one made from scratch.
    mutating func makeInput(_ random: inout Seeded) -> [UInt8]

    /// Runs one input.
    /// - Throws: ``Violation`` when something that must always hold does not.
    mutating func run(_ input: [UInt8]) throws(Violation)

    /// Looks once more, and ends what was started.
    mutating func finish() throws(Violation)
}

extension FuzzTarget {
    var folder: String { name }

    mutating func finish() throws(Violation) {}
}

/// Something that must always hold and did not.
struct Violation: Error {
    let what: String

    init(_ what: String) { self.what = what }
}

/// The targets by name.
enum FuzzTargets {
    /// Fresh ones, with their seeds read.
    static var all: [any FuzzTarget] {
        [
            ExpressionTarget(name: "expressions", isGrammarAware: false),
            ExpressionTarget(name: "grammar", isGrammarAware: true),
            SettingTarget(),
            PatternTarget(),
            YAMLTarget(),
        ]
    }

    /// Those that need built programs beside them, and so are run by their name alone.
    static var outside: [any FuzzTarget] { [PortTarget()] }
}

extension Seeded {
    /// A number from 0 to `count` - 1.
    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(count, 1))) }

    /// One of the elements; they must not be empty.
    mutating func pick<T>(_ elements: [T]) -> T { elements[below(elements.count)] }

    /// Whether something that is to happen in `percent` of all cases happens now.
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}
