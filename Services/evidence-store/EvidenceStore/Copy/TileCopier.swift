import Crypto
import EvidenceLog
import SQL

/// Writes the logs as C2SP tlog-tiles, which other people's tools read: full tiles and entry bundles as they fill.
///
/// Behind the segments, which have everything: a step is a few objects, so that segments are never late because of tiles.
final class TileCopier {
    /// Full bundles in one step.
    static let bundles = 8
    /// Messages that are looked at in one step.
    static let messages: Int64 = 5_000

    private let source: SegmentSource
    private let target: any CopyTarget
    private let full: Statement
    private let tile: Statement
    private let entries: Statement
    private var storeTiles: UInt64?

    init(_ source: SegmentSource, to target: any CopyTarget) throws {
        self.source = source
        self.target = target
        full = try source.database.prepare(
            """
            SELECT m.seq, m.tenant, m.log_index, t.name FROM messages m JOIN tenants t ON t.id = m.tenant
            WHERE m.seq > ?1 AND m.seq <= ?2 AND m.log_index % 256 = 255 ORDER BY m.seq LIMIT \(Self.bundles)
            """
        )
        tile = try source.database.prepare(
            "SELECT hashes, seqs FROM tiles WHERE tenant = ?1 AND level = ?2 AND number = ?3"
        )
        entries = try source.database.prepare(
            "SELECT entry FROM store_log WHERE position >= ?1 AND position < ?2 ORDER BY position"
        )
    }

    /// Goes on from the message `tiled`, at most to the message `through`; true when there is more.
    func step(from tiled: inout Int64, through: Int64) throws -> Bool {
        guard tiled < through else { return false }
        let end = min(through, tiled + Self.messages)
        var found: [(seq: Int64, tenant: Int64, index: UInt64, name: String)] = []
        do {
            defer { full.reset() }
            try full.bind(1, tiled)
            try full.bind(2, end)
            while try full.step() {
                found.append((full.int64(0), full.int64(1), UInt64(bitPattern: full.int64(2)), full.text(3)))
            }
        }
        for message in found {
            try write(message.tenant, CopyName.log(tenant: message.name), bundle: message.index >> 8)
            tiled = message.seq
        }
        if found.count < Self.bundles { tiled = end }
        return tiled < through
    }

    /// Writes full tiles of the store log that were not written yet; true when there are more.
    func stepStoreLog(entries count: Int64) throws -> Bool {
        let end = UInt64(max(0, count)) >> 8
        var next = try storeTiles ?? firstMissing(before: end)
        defer { storeTiles = next }
        guard next < end else { return false }
        try write(0, CopyName.storeLog, bundle: next)
        next += 1
        return next < end
    }

    /// The bundle, its tile, and the tiles above that are full with it.
    private func write(_ tenant: Int64, _ folder: String, bundle: UInt64) throws {
        guard let (hashes, seqs) = try row(tenant, level: 0, number: bundle) else {
            throw CopyError.journal("tile 0/\(bundle) of log \(tenant) is missing")
        }
        let leaves = try tenant == 0 ? entryBytes(bundle) : leafBytes(seqs)
        try target.create(folder + Tile.entriesPath(index: bundle), try EntryBundle.encode(leaves))
        try target.create(folder + Tile.path(level: 0, index: bundle), hashes)
        var (level, number) = (0, bundle)
        while number & 255 == 255 {
            level += 1
            number >>= 8
            guard let above = try row(tenant, level: level, number: number) else {
                throw CopyError.journal("tile \(level)/\(number) of log \(tenant) is missing")
            }
            try target.create(folder + Tile.path(level: level, index: number), above.hashes)
        }
    }

    private func row(_ tenant: Int64, level: Int, number: UInt64) throws -> (hashes: [UInt8], seqs: [UInt8])? {
        defer { tile.reset() }
        try tile.bind(1, tenant)
        try tile.bind(2, level)
        try tile.bind(3, Int64(number))
        return try tile.step() ? (tile.blob(0), tile.blob(1)) : nil
    }

    private func leafBytes(_ seqs: [UInt8]) throws -> [[UInt8]] {
        var leaves: [[UInt8]] = []
        var reader = ByteReader(seqs[...])
        for _ in 0..<seqs.count / 8 {
            let seq: Int64 = try reader.integer()
            guard let message = try source.message(seq) else { throw CopyError.journal("message \(seq) is missing") }
            leaves.append(message.leaf)
        }
        return leaves
    }

    private func entryBytes(_ bundle: UInt64) throws -> [[UInt8]] {
        defer { entries.reset() }
        try entries.bind(1, Int64(bundle << 8))
        try entries.bind(2, Int64((bundle + 1) << 8))
        var found: [[UInt8]] = []
        while try entries.step() { found.append(entries.blob(0)) }
        return found
    }

    /// The store log's tiles are written in order: the first that is not there.
    private func firstMissing(before end: UInt64) throws -> UInt64 {
        var (low, high) = (UInt64(0), end)
        while low < high {
            let middle = low + (high - low) / 2
            if try target.contains(CopyName.storeLog + Tile.path(level: 0, index: middle)) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

@available(*, unavailable)
extension TileCopier: Sendable {}
