/// Collects diagnostics, and shows them all, by place.
public struct Diagnostics: Sendable, Hashable, Error {
    private var items: [Diagnostic]

    /// Makes a collection, empty or of `diagnostics` in the order they were found.
    public init(_ diagnostics: [Diagnostic] = []) {
        items = diagnostics
    }

    /// Adds one.
    public mutating func append(_ diagnostic: Diagnostic) {
        items.append(diagnostic)
    }

    /// Adds all of another collection.
    public mutating func append(contentsOf other: some Sequence<Diagnostic>) {
        items.append(contentsOf: other)
    }

    /// Tells whether any of them is an error.
    public var hasErrors: Bool { items.contains { $0.severity == .error } }

    /// The errors alone, in order.
    public var errors: [Diagnostic] { items.filter { $0.severity == .error } }

    /// The warnings alone, in order.
    public var warnings: [Diagnostic] { items.filter { $0.severity == .warning } }

    /// Returns the diagnostics by file and place; equal places and notes keep the order they were found in.
    public func sorted() -> Diagnostics {
        // A note belongs to the diagnostic before it and moves with it.
        var groups: [[Diagnostic]] = []
        for item in items {
            if item.severity == .note, !groups.isEmpty {
                groups[groups.count - 1].append(item)
            } else {
                groups.append([item])
            }
        }
        let ordered = groups.enumerated().sorted { left, right in
            let (a, b) = (left.element[0], right.element[0])
            let (placeA, placeB) = (a.position ?? .init(line: 0, column: 0), b.position ?? .init(line: 0, column: 0))
            return (a.file, placeA, left.offset) < (b.file, placeB, right.offset)
        }
        return Diagnostics(ordered.flatMap(\.element))
    }

    /// Throws the collection, sorted, when it has an error in it.
    public func throwIfErrors() throws(Diagnostics) {
        if hasErrors { throw sorted() }
    }

    /// Returns all of them by place, as a compiler shows them, at most `limit` and then how many more there are.
    public func rendered(limit: Int = 100) -> String {
        let shown = sorted().prefix(limit).map { $0.rendered() }.joined(separator: "\n")
        let rest = items.count - limit
        return rest > 0 ? "\(shown)\n… and \(rest) more" : shown
    }
}

extension Diagnostics: RandomAccessCollection {
    /// The first position: 0.
    public var startIndex: Int { 0 }

    /// The position after the last.
    public var endIndex: Int { items.count }

    /// The diagnostic at a position, in the order they were found.
    public subscript(position: Int) -> Diagnostic { items[position] }
}

extension Diagnostics: CustomStringConvertible {
    /// All of them, as a compiler shows them.
    public var description: String { rendered() }
}
