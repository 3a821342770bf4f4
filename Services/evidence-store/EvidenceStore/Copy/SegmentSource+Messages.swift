import Crypto
import EvidenceLog
import SQL

extension SegmentSource {
    /// Makes a row into what a segment has, its leaf written anew from the columns.
    func message(_ row: Statement) throws -> SegmentMessage {
        let (tenant, principal, kind) = (row.int64(2), row.int64(3), row.int64(4))
        let peer = row.int64(7)
        let id = row.blob(15)
        let halves = id.withUnsafeBytes { bytes in
            bytes.count == 16
                ? (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                : (0, 0)
        }
        let header = LeafHeader(
            tenant: try name(.tenants, tenant),
            index: UInt64(bitPattern: row.int64(12)),
            recordedAt: row.int64(13),
            // What is not a leaf's any more has another hash than the leaf, and that is seen by whoever verifies the copy.
            clock: ClockQuality(rawValue: UInt8(clamping: row.int64(14))) ?? .unknown,
            principal: try name(.principals, principal),
            kind: try name(.kinds, kind),
            idHigh: UInt64(bigEndian: halves.0),
            idLow: UInt64(bigEndian: halves.1),
            peer: row.int64(11) == 1 ? nil : row.digest(17) ?? LeafHeader.noPeer
        )
        return SegmentMessage(
            seq: row.int64(0),
            owner: row.int64(1),
            tenant: tenant,
            principal: principal,
            kind: kind,
            previous: row.int64(5),
            logPrevious: row.int64(6),
            peer: peer,
            key: row.int64(8),
            leafHash: row.digest(9) ?? Segment.origin,
            leaf: LeafHasher.leaf(header, content: row.digest(16) ?? Segment.origin),
            sealed: row.blob(10)
        )
    }

    private func name(_ table: SegmentName.Table, _ id: Int64) throws -> String {
        if let name = known[table]?[id] { return name }
        let name = try database.first("SELECT name FROM \(table) WHERE id = ?1", id) { $0.text(0) } ?? ""
        known[table, default: [:]][id] = name
        return name
    }
}
