import Crypto
import EvidenceLog
import SQL

extension SegmentSource {
    /// Makes a row into what a segment has, its leaf written anew from the columns.
    func message(_ row: Statement) throws -> SegmentMessage {
        let (tenant, principal, kind) = (row.int64(2), row.int64(3), row.int64(4))
        let peer = row.int64(8)
        let id = row.blob(17)
        let halves = id.withUnsafeBytes { bytes in
            bytes.count == 16
                ? (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                : (0, 0)
        }
        let header = LeafHeader(
            tenant: try name(.tenants, tenant),
            index: UInt64(bitPattern: row.int64(14)),
            recordedAt: row.int64(15),
            // What is not a leaf's any more has another hash than the leaf, and that is seen by whoever verifies the copy.
            clock: ClockQuality(rawValue: UInt8(clamping: row.int64(16))) ?? .unknown,
            principal: try name(.principals, principal),
            kind: try name(.kinds, kind),
            idHigh: UInt64(bigEndian: halves.0),
            idLow: UInt64(bigEndian: halves.1),
            peer: row.int64(13) == 1 ? nil : row.digest(19) ?? LeafHeader.noPeer
        )
        return SegmentMessage(
            seq: row.int64(0),
            owner: row.int64(1),
            tenant: tenant,
            principal: principal,
            kind: kind,
            time: row.int64(5),
            previous: row.int64(6),
            logPrevious: row.int64(7),
            peer: peer,
            key: row.int64(9),
            cause: row.optionalBlob(10),
            leafHash: row.digest(11) ?? Segment.origin,
            leaf: LeafHasher.leaf(header, content: row.digest(18) ?? Segment.origin),
            sealed: row.blob(12)
        )
    }

    private func name(_ table: SegmentName.Table, _ id: Int64) throws -> String {
        if let name = known[table]?[id] { return name }
        let name = try database.first("SELECT name FROM \(table) WHERE id = ?1", id) { $0.text(0) } ?? ""
        known[table, default: [:]][id] = name
        return name
    }
}
