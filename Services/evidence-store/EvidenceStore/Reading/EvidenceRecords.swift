import Crypto
import EvidenceExport
import EvidenceLog
import Messages
import SQL

/// Reads recorded messages as the leaves that they are, with what the leaves commit to: for proofs and exports.
final class EvidenceRecords {
    private let keys: KeyRing
    private let bySeq: Statement

    init(in database: Database, keys: KeyRing) throws {
        self.keys = keys
        bySeq = try database.prepare(
            """
            SELECT m.log_index, m.id, k.name, t.name, p.name, m.recorded_at, m.clock, m.leaf_version, m.key, m.content_hash,
            m.leaf_hash, m.sealed, e.hash, e.key, e.sealed
            FROM messages m JOIN kinds k ON k.id = m.kind JOIN tenants t ON t.id = m.tenant
            JOIN principals p ON p.id = m.principal LEFT JOIN peers e ON e.id = m.peer WHERE m.seq = ?1
            """
        )
    }

    /// The message with a seq, without a proof; nil where there is none.
    /// - Throws: ``LogDamage`` where the row does not give the leaf that was recorded.
    func record(_ seq: Int64) throws -> ExportRecord? {
        defer { bySeq.reset() }
        try bySeq.bind(1, seq)
        guard try bySeq.step() else { return nil }
        guard let leaf = leaf(bySeq), leaf.hash == bySeq.digest(10) else { throw LogDamage.message(seq: seq) }
        let record = ExportRecord(leaf: leaf, proof: nil, content: try content(bySeq, leaf, seq))
        guard record.contradiction == nil else { throw LogDamage.message(seq: seq) }
        return record
    }

    private func leaf(_ row: Statement) -> Leaf? {
        guard let id = row.messageID(1), let content = row.digest(9),
            let clock = ClockQuality(rawValue: UInt8(truncatingIfNeeded: row.int64(6)))
        else { return nil }
        let isFirst = row.int64(7) == Int64(LeafHeader.firstVersion)
        let header = LeafHeader(
            tenant: row.text(3),
            index: UInt64(bitPattern: row.int64(0)),
            recordedAt: row.int64(5),
            clock: clock,
            principal: row.text(4),
            kind: row.text(2),
            idHigh: id.high,
            idLow: id.low,
            peer: isFirst ? nil : row.digest(12) ?? LeafHeader.noPeer
        )
        return Leaf(header: header, content: content)
    }

    private func content(_ row: Statement, _ leaf: Leaf, _ seq: Int64) throws -> ExportRecord.Content {
        guard let key = try keys.dataKey(row.int64(8)) else { return .erased }
        let id = MessageID(high: leaf.header.idHigh, low: leaf.header.idLow)
        let opened = try? key.open(row.blob(11), label: MessageSeal.label(id, leaf.content))
        guard let opened, let salt = MessageSeal.salt(in: opened), let message = MessageSeal.message(in: opened) else {
            throw LogDamage.message(seq: seq)
        }
        let peer = try peer(row)
        return .message(ExportedMessage(bytes: Array(message), salt: Array(salt), peer: peer))
    }

    private func peer(_ row: Statement) throws -> ExportedPeer? {
        guard let hash = row.digest(12), let key = try keys.dataKey(row.int64(13)) else { return nil }
        let opened = try? key.open(row.blob(14), label: SealLabel("peer", key: hash.bytes).bytes)
        guard let opened, opened.count >= LeafHasher.saltByteCount else { return nil }
        return ExportedPeer(
            record: Array(opened.dropFirst(LeafHasher.saltByteCount)),
            salt: Array(opened.prefix(LeafHasher.saltByteCount))
        )
    }
}

@available(*, unavailable)
extension EvidenceRecords: Sendable {}
