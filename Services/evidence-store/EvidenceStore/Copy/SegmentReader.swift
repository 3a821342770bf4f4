import Crypto

/// Says where the bytes of a segment are not what they must be.
struct SegmentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The byte, from 0.
    var offset: Int
    var what: String

    var description: String { "byte \(offset): \(what)" }
}

extension Segment {
    /// Reads a segment, strictly: every byte is looked at, and only what ``encoded()`` writes is taken.
    init(_ bytes: [UInt8]) throws(SegmentError) {
        var reader = ByteReader(bytes[...])
        guard bytes.count >= Self.magic.count + 32 else { throw reader.error("too short for a segment") }
        try reader.expect(Self.magic, "this is no segment of a copy")
        let version = try reader.byte()
        guard (1...Self.version).contains(version) else {
            throw reader.error("version \(version), which this release cannot read")
        }
        // First the hash: what is damaged says so, rather than something about its contents.
        guard SHA256.hash(Array(bytes.dropLast(32))) == Self.hash(of: bytes) else {
            throw SegmentError(offset: bytes.count - 32, what: "the segment's bytes do not have its hash")
        }
        number = try reader.integer()
        previous = try reader.digest()
        madeAt = try reader.integer()
        tiled = try reader.integer()
        guard (1...CopyName.maximumSegment).contains(number), tiled >= 0 else { throw reader.error("a wrong number") }
        records = []
        while true {
            let code = try reader.byte()
            let length: UInt32 = try reader.integer()
            var body = ByteReader(try reader.slice(Int(length)))
            if code == 0 {
                let count: UInt64 = try body.integer()
                var values: [Int64] = []
                for _ in 0..<(version == 1 ? 7 : 8) { values.append(try body.integer()) }
                if version == 1 { values.append(0) }
                guard count == records.count else {
                    throw body.error("\(records.count) records, but \(count) were written")
                }
                guard let cursor = CopyCursor(values) else { throw body.error("a negative number in the cursor") }
                self.cursor = cursor
                try body.end()
                break
            }
            records.append(try SegmentRecord(code, &body))
            try body.end()
        }
        _ = try reader.digest()
        try reader.end()
    }
}

extension SegmentRecord {
    fileprivate init(_ code: UInt8, _ reader: inout ByteReader) throws(SegmentError) {
        switch code {
        case 1:
            guard let table = SegmentName.Table(rawValue: try reader.byte()) else {
                throw reader.error("a name of no table")
            }
            self = .name(SegmentName(table: table, id: try reader.positive(), name: try reader.text()))
        case 2:
            let id = try reader.positive()
            let (tenant, purpose) = (try reader.positive(), try reader.natural())
            let (month, madeAt): (Int64, Int64) = (try reader.integer(), try reader.integer())
            let kid = Array(try reader.slice(16))
            self = .key(
                SegmentKey(id: id, kid: kid, tenant: tenant, purpose: purpose, month: month, madeAt: madeAt)
            )
        case 3:
            let (id, principal, key) = (try reader.positive(), try reader.positive(), try reader.natural())
            let hash = try reader.digest()
            self = .peer(SegmentPeer(id: id, principal: principal, key: key, hash: hash, sealed: Array(reader.rest())))
        case 4: self = .message(try SegmentMessage(&reader))
        case 5: self = .batch(seq: try reader.positive(), chain: try reader.digest())
        case 6:
            let position = try reader.natural()
            let length: UInt32 = try reader.integer()
            let entry = Array(try reader.slice(Int(length)))
            self = .entry(SegmentEntry(position: position, entry: entry, checkpoint: try reader.text()))
        case 7: self = .cosignature(position: try reader.natural(), line: try reader.text())
        case 8:
            let position = try reader.natural()
            let length: UInt32 = try reader.integer()
            guard let authority = String(validating: try reader.slice(Int(length)), as: UTF8.self) else {
                throw reader.error("not UTF-8")
            }
            self = .timestamp(position: position, authority: authority, token: Array(reader.rest()))
        case 9: self = .destruction(key: try reader.positive(), at: try reader.integer())
        default: throw reader.error("a record of the unknown kind \(code)")
        }
    }
}

extension SegmentMessage {
    fileprivate init(_ reader: inout ByteReader) throws(SegmentError) {
        seq = try reader.positive()
        owner = try reader.natural()
        tenant = try reader.positive()
        principal = try reader.positive()
        kind = try reader.positive()
        previous = try reader.natural()
        logPrevious = try reader.natural()
        peer = try reader.natural()
        key = try reader.natural()
        leafHash = try reader.digest()
        let length: UInt32 = try reader.integer()
        leaf = Array(try reader.slice(Int(length)))
        sealed = Array(reader.rest())
    }
}
