import Crypto
import EvidenceLog
import SQL
import Threading

/// Writes the newest checkpoint of each log, and the partial tiles and bundle that it needs beside the full ones.
///
/// A tenant's when one was signed, which is daily and when somebody asked for a proof; the store log's every ten minutes. Never of more than the
/// full tiles that are in the copy, so that a reader who trusts `checkpoint` finds everything below it.
final class CheckpointCopier {
    /// Tenants that are looked at in one step.
    static let tenants = 200
    /// Milliseconds between two checkpoints of the store log.
    static let storeInterval: Int64 = 600_000

    private let source: SegmentSource
    private let target: any CopyTarget
    private let tiles: TileTable
    private let page: Statement
    private let entry: Statement
    private var next: Int64 = 0
    private var published: [Int64: Int64] = [:]
    private var nextStore: Int64 = 0

    init(_ source: SegmentSource, to target: any CopyTarget) throws {
        self.source = source
        self.target = target
        tiles = try TileTable(in: source.database)
        page = try source.database.prepare(
            """
            SELECT t.id, t.name, t.size, t.last_seq, c.size, c.checkpoint FROM tenants t LEFT JOIN tenant_checkpoints c
            ON c.tenant = t.id AND c.size = (SELECT max(size) FROM tenant_checkpoints WHERE tenant = t.id)
            WHERE t.id > ?1 ORDER BY t.id LIMIT \(Self.tenants)
            """
        )
        entry = try source.database.prepare("SELECT entry, checkpoint FROM store_log WHERE position = ?1")
    }

    private struct Log {
        var tenant: Int64
        var folder: String
        var size: UInt64
        var last: Int64
        var checkpoint: (size: UInt64, text: String)
    }

    /// Looks at some tenants more.
    /// - Parameter tiled: full tiles up to this message are in the copy.
    func step(tiled: Int64) throws {
        let due = try source.database.transaction(.deferred) { try dueLogs(tiled: tiled) }
        for log in due {
            try publish(log)
            published[log.tenant] = Int64(log.checkpoint.size)
        }
    }

    /// Publishes the store log as it is in the copy, when it is time.
    func stepStoreLog(entries: Int64, now: Int64) throws {
        guard entries > 0, now >= nextStore || now < nextStore - Self.storeInterval else { return }
        defer { entry.reset() }
        try entry.bind(1, entries - 1)
        guard try entry.step() else { return }
        let checkpoint = (size: UInt64(entries), text: entry.text(1))
        entry.reset()
        try publish(Log(tenant: 0, folder: CopyName.storeLog, size: UInt64(entries), last: 0, checkpoint: checkpoint))
        nextStore = now + Self.storeInterval
    }

    private func dueLogs(tiled: Int64) throws -> [Log] {
        defer { page.reset() }
        try page.bind(1, next)
        var due: [Log] = []
        var count = 0
        while try page.step() {
            count += 1
            next = page.int64(0)
            guard !page.isNull(4), published[next] != page.int64(4) else { continue }
            let log = Log(
                tenant: next,
                folder: CopyName.log(tenant: page.text(1)),
                size: UInt64(max(0, page.int64(2))),
                last: page.int64(3),
                checkpoint: (UInt64(max(0, page.int64(4))), page.text(5))
            )
            due.append(log)
        }
        if count < Self.tenants { next = 0 }
        return try due.filter { try isTiled($0, tiled) }
    }

    /// Whether all full tiles below a checkpoint are in the copy.
    private func isTiled(_ log: Log, _ tiled: Int64) throws -> Bool {
        let full = log.checkpoint.size >> 8
        guard full > 0 else { return true }
        return (try tiles.seqs(log.tenant, number: full - 1)?.last ?? .max) <= tiled
    }

    private func publish(_ log: Log) throws {
        let size = log.checkpoint.size
        guard size > 0, size <= log.size else { return }
        let checkpoint = Array(log.checkpoint.text.utf8)
        if try target.read(log.folder + "checkpoint") == checkpoint { return }
        let reader = LogReader(tiles, tenant: log.tenant, size: log.size, last: log.last)
        var level = 0
        while size >> UInt64(8 * level) > 0 {
            let width = Tile.partialWidth(level: level, size: size)
            let index = size >> UInt64(8 * (level + 1))
            if width > 0 {
                let hashes = try (0..<UInt64(width)).flatMap { place in
                    try reader.node(level: 8 * level, index: index << 8 + place).bytes
                }
                try target.create(log.folder + Tile.path(level: level, index: index, width: width), hashes)
            }
            level += 1
        }
        if size & 255 > 0 {
            let leaves = try (size & ~255..<size).map { try leaf(log, reader, $0) }
            let path = Tile.entriesPath(index: size >> 8, width: Int(size & 255))
            try target.create(log.folder + path, try EntryBundle.encode(leaves))
        }
        // Last: whoever reads it finds the rest.
        try target.replace(log.folder + "checkpoint", checkpoint)
    }

    private func leaf(_ log: Log, _ reader: LogReader, _ index: UInt64) throws -> [UInt8] {
        if log.tenant == TileTable.storeLog {
            defer { entry.reset() }
            try entry.bind(1, Int64(index))
            if try entry.step() { return entry.blob(0) }
        } else if let seq = try reader.seq(at: index), let message = try source.message(seq) {
            return message.leaf
        }
        throw CopyError.journal("leaf \(index) of log \(log.tenant) is missing")
    }
}

@available(*, unavailable)
extension CheckpointCopier: Sendable {}
