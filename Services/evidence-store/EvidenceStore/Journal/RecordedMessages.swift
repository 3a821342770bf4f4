import Crypto
import EvidenceLog
import JSON
import Messages
import SQL

/// Reads recorded messages, opens them, and sees whether they are still what was recorded.
final class RecordedMessages {
    static let columns =
        """
        m.seq, m.previous, m.log_index, m.id, (SELECT name FROM kinds WHERE id = m.kind),
        (SELECT name FROM tenants WHERE id = m.tenant), (SELECT name FROM principals WHERE id = m.principal),
        m.recorded_at, m.key, m.content_hash, m.sealed, m.leaf_version
        """

    private let keys: KeyRing
    private let bySeq: Statement
    private let keyOf: Statement
    private let peerOf: Statement
    private let held: Statement
    private var hasher = LeafHasher()

    init(in database: Database, keys: KeyRing) throws {
        self.keys = keys
        bySeq = try database.prepare("SELECT \(Self.columns) FROM messages m WHERE m.seq = ?1")
        keyOf = try database.prepare("SELECT key, id, content_hash, sealed FROM messages WHERE seq = ?1")
        peerOf = try database.prepare(
            "SELECT p.key, p.hash, p.sealed FROM messages m JOIN peers p ON p.id = m.peer WHERE m.seq = ?1"
        )
        held = try database.prepare("SELECT key, hold, sealed FROM held WHERE seq = ?1 ORDER BY hold")
    }

    func message(_ seq: Int64) throws -> RecordedMessage? {
        defer { bySeq.reset() }
        try bySeq.bind(1, seq)
        return try bySeq.step() ? try read(bySeq) : nil
    }

    /// The id of a message and some of its bytes; none where it was erased.
    func idAndBytes(_ range: Range<Int>, of seq: Int64) throws -> (id: MessageID, bytes: [UInt8])? {
        guard let message = try message(seq) else { return nil }
        // Of an erased message the bytes are not what was received.
        guard !message.isErased, message.bytes.indices.contains(range.lowerBound),
            range.upperBound <= message.bytes.count
        else {
            return (message.id, [])
        }
        return (message.id, Array(message.bytes[range]))
    }

    /// The key that seals a message, a row of `keys`.
    func sealed(_ seq: Int64) throws -> (key: Int64, id: MessageID)? {
        defer { keyOf.reset() }
        try keyOf.bind(1, seq)
        guard try keyOf.step(), let id = keyOf.messageID(1) else { return nil }
        return (keyOf.int64(0), id)
    }

    /// What a hold keeps of a message: all that its keys open; nil where they are destroyed.
    func heldContent(_ seq: Int64) throws -> HeldContent? {
        defer { keyOf.reset() }
        try keyOf.bind(1, seq)
        guard try keyOf.step(), let id = keyOf.messageID(1), let hash = keyOf.digest(2),
            let key = try keys.dataKey(keyOf.int64(0))
        else { return nil }
        let message = try key.open(keyOf.blob(3), label: MessageSeal.label(id, hash))
        return HeldContent(peer: try openedPeer(of: seq) ?? [], message: message)
    }

    /// Salt and peer record of a message, by the hold's copy where its key is destroyed; nil where it has none.
    func openedPeer(of seq: Int64) throws -> [UInt8]? {
        defer { peerOf.reset() }
        try peerOf.bind(1, seq)
        guard try peerOf.step(), let hash = peerOf.digest(1) else { return nil }
        guard let key = try keys.dataKey(peerOf.int64(0)) else { return try fromHold(seq)?.peer }
        return try key.open(peerOf.blob(2), label: SealLabel("peer", key: hash.bytes).bytes)
    }

    /// The copy of an erased message that a hold keeps.
    private func fromHold(_ seq: Int64) throws -> HeldContent? {
        defer { held.reset() }
        try held.bind(1, seq)
        while try held.step() {
            guard let key = try keys.dataKey(held.int64(0)) else { continue }
            return HeldContent(
                bytes: try key.open(held.blob(2), label: SealLabel("held", seq, held.int64(1)).bytes)
            )
        }
        return nil
    }

    /// Reads ``columns``; nil for a row of a kind that this release does not know.
    func read(_ row: Statement) throws -> RecordedMessage? {
        guard let id = row.messageID(3), let kind = Kind(rawValue: row.text(4)) else { return nil }
        let tenant = row.text(5)
        var content = try content(row, id)
        if content.isErased {
            let header = MessageHeader(
                id: id,
                kind: kind,
                source: Self.eraser,
                tenant: tenant.isEmpty ? nil : tenant,
                subject: "erased",
                time: row.timestamp(7),
                // An answer's envelope must name a cause; which one it was is erased too.
                causation: kind.isAnswer ? id : nil
            )
            content.bytes = Self.envelope(header)
        }
        return RecordedMessage(
            kind: kind,
            seq: row.int64(0),
            previous: row.int64(1),
            index: row.int64(2),
            id: id,
            tenant: tenant.isEmpty ? nil : tenant,
            principal: row.text(6),
            recordedAt: row.timestamp(7),
            bytes: content.bytes,
            isDamaged: content.isDamaged,
            isErased: content.isErased,
            leafVersion: row.int(11)
        )
    }

    /// What is said in place of an erased message: a message of its kind without data.
    private static func envelope(_ header: MessageHeader) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 384)
        header.write(to: &writer) { writer in
            writer.beginObject()
            writer.member("erased", true)
            writer.endObject()
        }
        return writer.bytes
    }

    private static let eraser = "//settei/evidence-store"

    private struct Content {
        var bytes: [UInt8] = []
        var isDamaged = false
        var isErased = false
    }

    private func content(_ row: Statement, _ id: MessageID) throws -> Content {
        guard let hash = row.digest(9) else { return Content(isDamaged: true) }
        let opened: [UInt8]?
        if let key = try keys.dataKey(row.int64(8)) {
            let label = MessageSeal.label(id, hash)
            opened = row.withBlob(10) { sealed in label.withUnsafeBytes { try? key.open(sealed, label: $0) } }
        } else if let kept = try fromHold(row.int64(0)) {
            opened = kept.message
        } else {
            return Content(isErased: true)
        }
        guard let opened, let message = MessageSeal.message(in: opened) else { return Content(isDamaged: true) }
        return Content(bytes: Array(message), isDamaged: !MessageSeal.isWhole(opened, hash, &hasher))
    }
}

@available(*, unavailable)
extension RecordedMessages: Sendable {}
