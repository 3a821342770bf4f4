import Crypto
import EvidenceLog
import SQL

/// Grows the tree of every log, and writes its tiles as they fill.
///
/// For the journal thread. A log that was not written to since the start is read when it first is: the roots of its tiles and
/// at most 255 leaves, so that a start does not depend on how much is recorded.
final class LogTrees {
    /// Leaves kept in memory for tiles that are not full, 40 bytes each: as many as ten thousand logs have that fill theirs in turn.
    private static let keptLeaves = 1 << 21

    /// A log that was written to or asked for since the start.
    private struct Log {
        var tree: MerkleTree
        /// Leaves that are in no full tile yet; all of them, or none, and then they are read when the tile is full.
        var pending: [LogLeaf]
    }

    private let tiles: TileTable
    private let insertion: Statement
    private var logs = ByNumber<Log>()
    private var pendingCount = 0

    init(in database: Database) throws {
        tiles = try TileTable(in: database)
        insertion = try database.prepare(
            "INSERT INTO tiles (tenant, level, number, root, hashes, seqs) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        )
    }

    /// Forgets everything, as after a transaction that was rolled back.
    func reload() {
        logs.removeAll()
        pendingCount = 0
    }

    /// The tree of a log of `size` leaves, the last of which is message `last`.
    func tree(_ tenant: Int64, size: UInt64, last: Int64) throws -> MerkleTree {
        try ensure(tenant, size: size, last: last)
        return logs[tenant]?.tree ?? MerkleTree()
    }

    /// Adds the leaf of a message that is in the table already; before it the log had `size` leaves, the last one `previous`.
    func append(_ tenant: Int64, _ leaf: LogLeaf, size: UInt64, previous: Int64) throws {
        try ensure(tenant, size: size, last: previous)
        let isKept = logs.change(tenant) { log in
            log.tree.append(leaf.hash)
            // Only where all leaves of the tile are at hand; else they are read when it is full.
            guard log.pending.count == Int(size % UInt64(TileTable.width)) else { return false }
            log.pending.append(leaf)
            return true
        }
        if isKept == true { pendingCount += 1 }
        let grown = size + 1
        if grown % UInt64(TileTable.width) == 0 { try writeTiles(tenant, size: grown, last: leaf.seq) }
        if pendingCount > Self.keptLeaves { forgetPending() }
    }

    /// Has the log at hand, as it is with `size` leaves.
    private func ensure(_ tenant: Int64, size: UInt64, last: Int64) throws {
        if logs[tenant]?.tree.size == size { return }
        pendingCount -= logs[tenant]?.pending.count ?? 0
        let log = try load(tenant, size: size, last: last)
        pendingCount += log.pending.count
        logs[tenant] = log
    }

    private func forgetPending() {
        logs.changeAll { $0.pending = [] }
        pendingCount = 0
    }

    private func load(_ tenant: Int64, size: UInt64, last: Int64) throws -> Log {
        let width = UInt64(TileTable.width)
        var subtrees: [Digest] = []
        var above: UInt64 = 0
        // From the highest level down: the tiles of a level that are in no full tile of the next.
        for level in (0..<8).reversed() {
            let tilesOfLevel = size >> UInt64(8 * (level + 1))
            guard tilesOfLevel > 0 else { continue }
            let first = above * width
            var part = MerkleTree()
            for root in try tiles.roots(tenant, level: level, first..<tilesOfLevel) { part.append(root) }
            subtrees += part.subtrees
            above = tilesOfLevel
        }
        let rest = Int(size % width)
        let leaves = try tiles.lastLeaves(tenant, count: rest, size: size, last: last)
        guard var tree = MerkleTree(size: size - UInt64(rest), subtrees: subtrees) else {
            throw LogDamage.tile(tenant: tenant, level: 0, number: 0)
        }
        for leaf in leaves { tree.append(leaf.hash) }
        return Log(tree: tree, pending: leaves)
    }

    private func writeTiles(_ tenant: Int64, size: UInt64, last: Int64) throws {
        let width = UInt64(TileTable.width)
        var leaves: [LogLeaf] = []
        _ = logs.change(tenant) { swap(&$0.pending, &leaves) }
        pendingCount -= leaves.count
        if leaves.count != TileTable.width {
            leaves = try tiles.lastLeaves(tenant, count: TileTable.width, size: size, last: last)
        }
        try write(tenant, level: 0, number: size / width - 1, leaves.map(\.hash), seqs: leaves.map(\.seq))
        var (level, count) = (1, size / width)
        while count % width == 0 {
            let roots = try tiles.roots(tenant, level: level - 1, count - width..<count)
            count /= width
            try write(tenant, level: level, number: count - 1, roots, seqs: nil)
            level += 1
        }
    }

    private func write(_ tenant: Int64, level: Int, number: UInt64, _ hashes: [Digest], seqs: [Int64]?) throws {
        var tree = MerkleTree()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * Digest.byteCount)
        for hash in hashes {
            tree.append(hash)
            hash.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        try insertion.bind(1, tenant)
        try insertion.bind(2, level)
        try insertion.bind(3, Int64(number))
        try insertion.bind(4, tree.root)
        try insertion.bind(5, bytes)
        if let seqs {
            try insertion.bind(6, seqs.flatMap { seq in withUnsafeBytes(of: seq.bigEndian) { Array($0) } })
        } else {
            try insertion.bindNull(6)
        }
        try insertion.run()
    }
}

@available(*, unavailable)
extension LogTrees: Sendable {}
