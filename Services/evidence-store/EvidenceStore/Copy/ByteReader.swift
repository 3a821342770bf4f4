import Crypto

/// Takes numbers and bytes from the front of a piece of a segment; never beyond its end.
struct ByteReader {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    func error(_ what: String) -> SegmentError { SegmentError(offset: bytes.startIndex, what: what) }

    mutating func slice(_ count: Int) throws(SegmentError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count else { throw error("\(count) bytes expected, \(bytes.count) are there") }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }

    mutating func rest() -> ArraySlice<UInt8> {
        defer { bytes = bytes.suffix(0) }
        return bytes
    }

    mutating func byte() throws(SegmentError) -> UInt8 { try integer() }

    mutating func integer<T: FixedWidthInteger>() throws(SegmentError) -> T {
        let piece = try slice(MemoryLayout<T>.size)
        return T(bigEndian: piece.withUnsafeBytes { $0.loadUnaligned(as: T.self) })
    }

    mutating func digest() throws(SegmentError) -> Digest {
        let piece = try slice(Digest.byteCount)
        guard let digest = Digest(bytes: piece) else { throw error("no hash") }
        return digest
    }

    /// A number of a row: from 1.
    mutating func positive() throws(SegmentError) -> Int64 {
        let value: Int64 = try integer()
        guard value > 0 else { throw error("\(value) is no number of a row") }
        return value
    }

    /// A number from 0.
    mutating func natural() throws(SegmentError) -> Int64 {
        let value: Int64 = try integer()
        guard value >= 0 else { throw error("\(value) is negative") }
        return value
    }

    /// All that is left, as text.
    mutating func text() throws(SegmentError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw error("not UTF-8") }
        _ = rest()
        return text
    }

    mutating func expect(_ expected: [UInt8], _ what: String) throws(SegmentError) {
        guard try slice(expected.count).elementsEqual(expected) else {
            throw SegmentError(offset: 0, what: what)
        }
    }

    func end() throws(SegmentError) {
        guard bytes.isEmpty else { throw error("\(bytes.count) bytes too many") }
    }
}
