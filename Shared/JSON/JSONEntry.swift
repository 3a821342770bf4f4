/// One cell of the tape: a value or a key.
///
/// Containers come before their contents; each key before its value.
@usableFromInline
struct JSONEntry: Sendable, BitwiseCopyable {
    @usableFromInline let kind: JSONKind

    /// For strings: whether the source has escapes, so that the content stands in the document's `unescaped`.
    ///
    /// For objects: whether other members may be there than are known, see ``JSONGaps``.
    @usableFromInline var isEscaped: Bool

    /// First byte of the value in the source, quotes included.
    @usableFromInline let start: UInt32

    /// The byte after the last.
    @usableFromInline var end: UInt32

    /// For containers the tape index after the contents.
    ///
    /// For escaped strings it is the offset of the content's length in `unescaped`.
    @usableFromInline var link: UInt32

    /// Bits of a number, hash of a key, count of a container's children; 1 for a `null` that stands for what is not known.
    ///
    /// Objects with a table have its offset + 1 above bit 32.
    @usableFromInline var payload: UInt64

    init(_ kind: JSONKind, start: Int, end: Int, link: UInt32 = 0, payload: UInt64 = 0, isEscaped: Bool = false) {
        self.kind = kind
        self.isEscaped = isEscaped
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.link = link
        self.payload = payload
    }

    @inlinable @inline(__always) var isContainer: Bool { kind.rawValue >= JSONKind.array.rawValue }

    @inlinable @inline(__always) var count: Int { Int(UInt32(truncatingIfNeeded: payload)) }

    /// Offset of the hash table in the document's `tables`; nil for small objects.
    @inline(__always) var table: Int? {
        let stored = payload >> 32
        return stored == 0 ? nil : Int(stored) - 1
    }
}
