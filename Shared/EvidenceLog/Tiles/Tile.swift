public import Crypto

/// Says where the tiles of a log lie and what is in them.
///
/// Source: c2sp.org/tlog-tiles.
public enum Tile: Sendable {
    /// The levels of the tree that a tile spans: 8, fixed by tlog-tiles.
    public static let height = 8
    /// The hashes of a full tile: 256.
    public static let width = 256

    /// Returns the path of a tile, such as `tile/0/x001/234.p/17`; `width` is 256 for a full one.
    public static func path(level: Int, index: UInt64, width: Int = Tile.width) -> String {
        "tile/\(level)/\(place(index, width))"
    }

    /// Returns the path of an entry bundle, such as `tile/entries/x001/234.p/17`; `width` is 256 for a full one.
    public static func entriesPath(index: UInt64, width: Int = Tile.width) -> String {
        "tile/entries/\(place(index, width))"
    }

    /// Returns how many full tiles a log of `size` entries has at a level.
    public static func fullCount(level: Int, size: UInt64) -> UInt64 { size >> UInt64(height * (level + 1)) }

    /// Returns how many hashes the partial tile has at a level of a log of `size` entries; 0 where there is none.
    public static func partialWidth(level: Int, size: UInt64) -> Int { Int(size >> UInt64(height * level) & 255) }

    /// Returns the node over the `1 << height` hashes that begin at `position << height` in a tile; nil where they are not in it.
    public static func node(in hashes: [UInt8], height: Int, position: Int) -> Digest? {
        guard height >= 0, height <= Tile.height, position >= 0, position <= width >> height else { return nil }
        let (first, count) = (position << height * Digest.byteCount, 1 << height * Digest.byteCount)
        guard first + count <= hashes.count else { return nil }
        var level: [Digest] = []
        level.reserveCapacity(1 << height)
        for start in stride(from: first, to: first + count, by: Digest.byteCount) {
            guard let digest = Digest(bytes: hashes[start..<start + Digest.byteCount]) else { return nil }
            level.append(digest)
        }
        while level.count > 1 {
            for pair in 0..<level.count / 2 { level[pair] = MerkleHash.node(level[2 * pair], level[2 * pair + 1]) }
            level.removeLast(level.count / 2)
        }
        return level.first
    }

    private static func place(_ index: UInt64, _ width: Int) -> String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            groups.append((groups.isEmpty ? "" : "x") + String(repeating: "0", count: 3 - digits.count) + digits)
            rest /= 1000
        } while rest > 0
        return groups.reversed().joined(separator: "/") + (width == Tile.width ? "" : ".p/\(width)")
    }
}
