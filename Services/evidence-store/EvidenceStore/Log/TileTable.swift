import Crypto
import EvidenceLog
import SQL

/// Keeps the full tiles of every log: 256 hashes each, as C2SP tlog-tiles has them, and the root of each.
///
/// What is in no full tile yet stands in `messages` (in `store_log` for the store log, whose tenant is 0).
final class TileTable {
    /// The log of the store's own entries.
    static let storeLog: Int64 = 0
    /// Hashes of a full tile.
    static let width = 256

    private let roots: Statement
    private let hashes: Statement
    private let seqs: Statement
    private let entryHashes: Statement
    private let messageLeaves: Statement

    init(in database: Database) throws {
        roots = try database.prepare(
            """
            SELECT root FROM tiles WHERE tenant = ?1 AND level = ?2 AND number >= ?3 AND number < ?4 ORDER BY number
            """
        )
        hashes = try database.prepare("SELECT hashes FROM tiles WHERE tenant = ?1 AND level = ?2 AND number = ?3")
        seqs = try database.prepare("SELECT seqs FROM tiles WHERE tenant = ?1 AND level = 0 AND number = ?2")
        entryHashes = try database.prepare(
            "SELECT position, leaf_hash FROM store_log WHERE position >= ?1 AND position < ?2 ORDER BY position"
        )
        messageLeaves = try database.prepare(
            """
            WITH RECURSIVE back (seq, previous, leaf, count) AS (
            SELECT seq, log_previous, leaf_hash, 1 FROM messages WHERE seq = ?1
            UNION ALL SELECT m.seq, m.log_previous, m.leaf_hash, back.count + 1
            FROM back JOIN messages m ON m.seq = back.previous WHERE back.count < ?2)
            SELECT seq, leaf FROM back ORDER BY seq
            """
        )
    }

    /// The roots of some full tiles of a level, in order.
    func roots(_ tenant: Int64, level: Int, _ range: Range<UInt64>) throws -> [Digest] {
        defer { roots.reset() }
        try roots.bind(1, tenant)
        try roots.bind(2, level)
        try roots.bind(3, Int64(range.lowerBound))
        try roots.bind(4, Int64(range.upperBound))
        var found: [Digest] = []
        while try roots.step() { if let root = roots.digest(0) { found.append(root) } }
        guard found.count == range.count else {
            throw LogDamage.tile(tenant: tenant, level: level, number: range.lowerBound)
        }
        return found
    }

    /// The hashes of a full tile; nil where it is not full yet.
    func hashes(_ tenant: Int64, level: Int, number: UInt64) throws -> [Digest]? {
        defer { hashes.reset() }
        try hashes.bind(1, tenant)
        try hashes.bind(2, level)
        try hashes.bind(3, Int64(number))
        guard try hashes.step() else { return nil }
        let found = hashes.withBlob(0) { Self.digests(in: $0) }
        guard found.count == Self.width else { throw LogDamage.tile(tenant: tenant, level: level, number: number) }
        return found
    }

    /// The seqs of the messages of a full tile of leaves; nil where it is not full yet.
    func seqs(_ tenant: Int64, number: UInt64) throws -> [Int64]? {
        defer { seqs.reset() }
        try seqs.bind(1, tenant)
        try seqs.bind(2, Int64(number))
        guard try seqs.step() else { return nil }
        return seqs.withBlob(0) { bytes in
            (0..<bytes.count / 8).map {
                Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self))
            }
        }
    }

    /// The last `count` leaves of a log, oldest first, found by walking back from its last message; `size` is the log's.
    func lastLeaves(_ tenant: Int64, count: Int, size: UInt64, last: Int64) throws -> [LogLeaf] {
        guard count > 0 else { return [] }
        let statement = tenant == Self.storeLog ? entryHashes : messageLeaves
        defer { statement.reset() }
        if tenant == Self.storeLog {
            try statement.bind(1, Int64(size) - Int64(count))
            try statement.bind(2, Int64(size))
        } else {
            try statement.bind(1, last)
            try statement.bind(2, count)
        }
        var leaves: [LogLeaf] = []
        while try statement.step() {
            if let hash = statement.digest(1) { leaves.append(LogLeaf(seq: statement.int64(0), hash: hash)) }
        }
        guard leaves.count == count else { throw LogDamage.leaves(tenant: tenant, index: size - UInt64(count)) }
        return leaves
    }

    static func digests(in bytes: UnsafeRawBufferPointer) -> [Digest] {
        var digests: [Digest] = []
        digests.reserveCapacity(bytes.count / Digest.byteCount)
        for start in stride(from: 0, to: bytes.count - Digest.byteCount + 1, by: Digest.byteCount) {
            let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + Digest.byteCount])
            if let digest = Digest(bytes: part) { digests.append(digest) }
        }
        return digests
    }
}

/// A leaf of a log that is in no full tile yet.
struct LogLeaf: Hashable, Sendable {
    /// The message's seq; in the store log the entry's position.
    var seq: Int64
    var hash: Digest
}

/// A place of a log that cannot be read, so that no proof can be made over it.
enum LogDamage: Error, Hashable, CustomStringConvertible {
    case tile(tenant: Int64, level: Int, number: UInt64)
    case leaves(tenant: Int64, index: UInt64)
    case message(seq: Int64)
    case entry(position: Int64)

    var description: String {
        switch self {
        case .tile(let tenant, let level, let number):
            "tile \(level)/\(number) of log \(tenant) is missing or damaged: settei evidence verify says more"
        case .leaves(let tenant, let index):
            "the leaves of log \(tenant) from index \(index) are missing or damaged: settei evidence verify says more"
        case .message(let seq):
            "message \(seq) is not what was recorded: settei evidence verify says more"
        case .entry(let position):
            "entry \(position) of the store log is not over the tenants' logs: settei evidence verify says more"
        }
    }
}

@available(*, unavailable)
extension TileTable: Sendable {}
