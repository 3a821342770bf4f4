import Crypto

/// Writes a segment's bytes, a record at a time.
struct SegmentWriter {
    private var bytes: [UInt8] = []
    private(set) var records: UInt64 = 0

    init(number: UInt64, previous: Digest, madeAt: Int64, tiled: Int64) {
        bytes.reserveCapacity(1 << 16)
        bytes += Segment.magic
        bytes.append(Segment.version)
        append(number)
        append(previous)
        append(madeAt)
        append(tiled)
    }

    /// The bytes so far.
    var count: Int { bytes.count }

    mutating func append(_ record: SegmentRecord) {
        records += 1
        bytes.append(record.code)
        let length = bytes.count
        append(UInt32(0))
        append(body: record)
        let size = UInt32(truncatingIfNeeded: bytes.count - length - 4)
        withUnsafeBytes(of: size.bigEndian) { bytes.replaceSubrange(length..<(length + 4), with: $0) }
    }

    /// Ends the segment with what the copy has then, and returns its bytes.
    mutating func finish(_ cursor: CopyCursor) -> [UInt8] {
        bytes.append(0)
        append(UInt32(8 + 8 * cursor.values.count))
        append(records)
        for value in cursor.values { append(value) }
        append(SHA256.hash(bytes))
        return bytes
    }

    private mutating func append(body record: SegmentRecord) {
        switch record {
        case .name(let name):
            bytes.append(name.table.rawValue)
            append(name.id)
            bytes += name.name.utf8
        case .key(let key):
            append(key.id)
            append(key.tenant)
            append(key.purpose)
            append(key.month)
            append(key.madeAt)
            bytes += key.kid
        case .peer(let peer):
            append(peer.id)
            append(peer.principal)
            append(peer.key)
            append(peer.hash)
            bytes += peer.sealed
        case .message(let message): append(message)
        case .batch(let seq, let chain):
            append(seq)
            append(chain)
        case .entry(let entry):
            append(entry.position)
            append(UInt32(truncatingIfNeeded: entry.entry.count))
            bytes += entry.entry
            bytes += entry.checkpoint.utf8
        case .cosignature(let position, let line):
            append(position)
            bytes += line.utf8
        case .timestamp(let position, let authority, let token):
            append(position)
            append(UInt32(truncatingIfNeeded: authority.utf8.count))
            bytes += authority.utf8
            bytes += token
        case .destruction(let key, let at):
            append(key)
            append(at)
        }
    }

    private mutating func append(_ message: SegmentMessage) {
        for value in [
            message.seq, message.owner, message.tenant, message.principal, message.kind, message.previous,
            message.logPrevious, message.peer, message.key,
        ] { append(value) }
        append(message.leafHash)
        append(UInt32(truncatingIfNeeded: message.leaf.count))
        bytes += message.leaf
        bytes += message.sealed
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ digest: Digest) {
        digest.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
}
