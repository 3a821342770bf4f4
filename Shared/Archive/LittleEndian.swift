/// Writes and reads the little-endian numbers of ZIP.
extension [UInt8] {
    mutating func append(_ value: UInt16) { Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) } }
    mutating func append(_ value: UInt32) { Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) } }
    mutating func append(_ value: UInt64) { Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) } }
}

/// Reads numbers front to back; throws where the bytes end.
struct LittleEndianReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) { rest = ArraySlice(bytes) }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func bytes(_ count: Int) throws(ArchiveError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw .damaged("it ends in the middle of a header") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) throws(ArchiveError) { _ = try bytes(count) }

    mutating func number<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) throws(ArchiveError) -> T {
        try bytes(MemoryLayout<T>.size).reversed().reduce(0) { $0 << 8 | T($1) }
    }
}
