import Crypto
import EvidenceLog
import SQL

/// Reads the nodes of one log at one size, for proofs: full tiles from their table, the rest from the messages.
///
/// For one transaction of a reading connection: it keeps the tiles that it read.
final class LogReader: NodeSource {
    typealias Failure = any Error

    let size: UInt64
    private let tenant: Int64
    private let last: Int64
    private let tiles: TileTable
    private var read: [TileKey: [Digest]] = [:]
    private var tail: [LogLeaf]?

    private struct TileKey: Hashable {
        var level: Int
        var number: UInt64
    }

    /// - Parameters:
    ///   - size: leaves of the log as they stand in this transaction; proofs may be about any smaller size.
    ///   - last: the seq of the last message of the log as it stands.
    init(_ tiles: TileTable, tenant: Int64, size: UInt64, last: Int64) {
        self.tiles = tiles
        self.tenant = tenant
        self.size = size
        self.last = last
    }

    /// The root of the complete subtree over the leaves from `index << level` on, `1 << level` of them.
    func node(level: Int, index: UInt64) throws -> Digest {
        let (height, rest) = (level / 8, level % 8)
        let first = index << UInt64(rest)
        let count = UInt64(1) << UInt64(rest)
        var tree = MerkleTree()
        for hash in try entries(height, first..<first + count) { tree.append(hash) }
        return tree.root
    }

    /// The seq of the message at `index`.
    func seq(at index: UInt64) throws -> Int64? {
        let (number, place) = index.quotientAndRemainder(dividingBy: UInt64(TileTable.width))
        if let seqs = try tiles.seqs(tenant, number: number) {
            return seqs.indices.contains(Int(place)) ? seqs[Int(place)] : nil
        }
        let tail = try lastLeaves()
        return tail.indices.contains(Int(place)) ? tail[Int(place)].seq : nil
    }

    /// Entries of the tiles of a level: leaves at level 0, roots of the tiles below above it.
    ///
    /// All are of one tile.
    private func entries(_ level: Int, _ range: Range<UInt64>) throws -> [Digest] {
        let number = range.lowerBound / UInt64(TileTable.width)
        let from = Int(range.lowerBound % UInt64(TileTable.width))
        if let hashes = try tile(level, number) { return Array(hashes[from..<from + range.count]) }
        if level > 0 { return try tiles.roots(tenant, level: level - 1, range) }
        let tail = try lastLeaves()
        guard from + range.count <= tail.count else { throw LogDamage.leaves(tenant: tenant, index: range.lowerBound) }
        return tail[from..<from + range.count].map(\.hash)
    }

    private func tile(_ level: Int, _ number: UInt64) throws -> [Digest]? {
        let key = TileKey(level: level, number: number)
        if let known = read[key] { return known }
        guard number < size >> UInt64(8 * (level + 1)) else { return nil }
        guard let hashes = try tiles.hashes(tenant, level: level, number: number) else {
            throw LogDamage.tile(tenant: tenant, level: level, number: number)
        }
        if read.count > 64 { read.removeAll(keepingCapacity: true) }
        read[key] = hashes
        return hashes
    }

    private func lastLeaves() throws -> [LogLeaf] {
        if let tail { return tail }
        let count = Int(size % UInt64(TileTable.width))
        let leaves = try tiles.lastLeaves(tenant, count: count, size: size, last: last)
        tail = leaves
        return leaves
    }
}

@available(*, unavailable)
extension LogReader: Sendable {}
