import Crypto

/// A piece of the copy: everything that the journal grew by since the piece before, which it names by its hash.
struct Segment: Hashable, Sendable {
    static let magic = Array("settei copy\n".utf8)
    /// Version 1 has nothing of what was added later.
    static let version: UInt8 = 2

    /// From 1, without gaps.
    var number: UInt64
    /// The hash of the segment before; zeros for the first.
    var previous: Digest
    /// When it was made, in microseconds since 1970.
    var madeAt: Int64
    /// All tiles and entry bundles that were full with this message are in the copy.
    var tiled: Int64
    /// What the copy has with this segment.
    var cursor: CopyCursor
    var records: [SegmentRecord]

    /// What the first segment names as the one before it.
    static let origin = Digest(bytes: [UInt8](repeating: 0, count: 32)) ?? SHA256.hash([])

    /// The segment's bytes; the last 32 are its hash, which the next one names.
    func encoded() -> [UInt8] {
        var writer = SegmentWriter(number: number, previous: previous, madeAt: madeAt, tiled: tiled)
        for record in records { writer.append(record) }
        return writer.finish(cursor)
    }

    /// The hash of a segment's bytes: their last 32.
    static func hash(of bytes: [UInt8]) -> Digest? { Digest(bytes: bytes.suffix(32)) }
}
