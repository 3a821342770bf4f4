/// Names a tile or an entry bundle of a log, as its path does; see ``Tile``.
public struct TilePath: Hashable, Sendable {
    /// The level of a tile; nil for an entry bundle.
    public var level: Int?
    /// The number within the level.
    public var index: UInt64
    /// How many hashes or entries there are, 1 to 256.
    public var width: Int

    /// Takes all fields.
    public init(level: Int?, index: UInt64, width: Int) {
        self.level = level
        self.index = index
        self.width = width
    }

    /// Reads a path; nil for anything that ``text`` would not give back exactly.
    public init?(_ path: String) {
        // The longest path of all has 50 bytes; what is much longer is not worth splitting.
        guard path.utf8.count <= 64 else { return nil }
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map { Array($0.utf8)[...] }
        guard parts.count >= 3, parts.removeFirst().elementsEqual("tile".utf8) else { return nil }
        let kind = parts.removeFirst()
        if !kind.elementsEqual("entries".utf8) {
            guard let number = Strict.number(kind), number < 64 else { return nil }
            level = Int(number)
        }
        width = Tile.width
        if parts.count >= 2, parts[parts.count - 2].suffix(2).elementsEqual(".p".utf8) {
            guard let number = Strict.number(parts.removeLast()), number > 0, number < Tile.width else { return nil }
            width = Int(number)
            parts[parts.count - 1].removeLast(2)
        }
        index = 0
        for part in parts {
            guard part.count <= 4, let value = Self.digits(part.suffix(3)) else { return nil }
            let (product, overflow) = index.multipliedReportingOverflow(by: 1000)
            let (sum, carry) = product.addingReportingOverflow(value)
            if overflow || carry { return nil }
            index = sum
        }
        // What is left of strictness: an x at all but the last, and no zeros in front.
        guard Array(text.utf8) == Array(path.utf8) else { return nil }
    }

    /// The path.
    public var text: String {
        level.map { Tile.path(level: $0, index: index, width: width) } ?? Tile.entriesPath(index: index, width: width)
    }

    private static func digits(_ text: ArraySlice<UInt8>) -> UInt64? {
        guard text.count == 3, text.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
            return nil
        }
        return text.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
    }
}
