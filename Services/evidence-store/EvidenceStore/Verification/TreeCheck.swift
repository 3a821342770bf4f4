import Crypto
import EvidenceLog
import SQL

/// Grows every log's tree again from its leaves, and compares its tiles as they fill.
final class TreeCheck {
    private var logs: [Int64: GrowingLog] = [:]
    /// The log that was looked for last: of many messages in a row it is the same.
    private var latest: (tenant: Int64, log: GrowingLog)?
    private let tile: Statement
    private let name: (Int64) -> String
    /// Full tiles so far: as many rows as there must be.
    private(set) var tileCount = 0

    init(in database: Database, name: @escaping (Int64) -> String) throws {
        self.name = name
        tile = try database.prepare(
            "SELECT root, hashes, seqs FROM tiles WHERE tenant = ?1 AND level = ?2 AND number = ?3"
        )
    }

    /// The log of a tenant so far, by the tenant's number.
    func log(_ tenant: Int64) -> GrowingLog {
        if let latest, latest.tenant == tenant { return latest.log }
        let log = logs[tenant] ?? GrowingLog()
        logs[tenant] = log
        latest = (tenant, log)
        return log
    }

    /// Adds a leaf; `seq` is its message's, in the store log its position.
    func append(_ leaf: Digest, seq: Int64, to tenant: Int64, _ faults: inout [EvidenceFault]) throws {
        let log = log(tenant)
        guard let root = log.append(leaf, seq: seq) else { return }
        try close(root, log.leaves, log.seqs, level: 0, of: tenant, log, &faults)
        log.closeTile()
    }

    private func close(
        _ root: Digest,
        _ hashes: [Digest],
        _ seqs: [Int64]?,
        level: Int,
        of tenant: Int64,
        _ log: GrowingLog,
        _ faults: inout [EvidenceFault]
    ) throws {
        let number = log.size / UInt64(1 << (8 * (level + 1))) - 1
        tileCount += 1
        if let reason = try difference(root, hashes, seqs, level: level, number: number, of: tenant) {
            faults.append(EvidenceFault(.tile(tenant: name(tenant), level: level, number: number), reason))
        }
        guard let full = log.add(root, of: level) else { return }
        var above = MerkleTree()
        for hash in full { above.append(hash) }
        try close(above.root, full, nil, level: level + 1, of: tenant, log, &faults)
    }

    private func difference(
        _ root: Digest,
        _ hashes: [Digest],
        _ seqs: [Int64]?,
        level: Int,
        number: UInt64,
        of tenant: Int64
    ) throws -> String? {
        defer { tile.reset() }
        try tile.bind(1, tenant)
        try tile.bind(2, level)
        try tile.bind(3, Int64(number))
        guard try tile.step() else { return "it is missing" }
        if tile.digest(0) != root { return "its root is not what its leaves give" }
        if tile.withBlob(1, { TileTable.digests(in: $0) }) != hashes { return "its hashes are not those of the log" }
        let bytes = seqs?.flatMap { seq in withUnsafeBytes(of: seq.bigEndian) { Array($0) } }
        return tile.optionalBlob(2) == bytes ? nil : "its numbers are not those of the log's messages"
    }
}

@available(*, unavailable)
extension TreeCheck: Sendable {}
