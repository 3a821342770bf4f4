import Crypto

/// Reads the binary formats of FORMAT.md front to back; every step says whether the bytes were there.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func byte() -> UInt8? { rest.popFirst() }

    mutating func number16() -> Int? {
        bytes(2).map { $0.reduce(0) { $0 << 8 | Int($1) } }
    }

    mutating func number64() -> UInt64? {
        bytes(8).map { $0.reduce(0) { $0 << 8 | UInt64($1) } }
    }

    mutating func signed64() -> Int64? { number64().map(Int64.init(bitPattern:)) }

    mutating func digest() -> Digest? {
        bytes(Digest.byteCount).flatMap { Digest(bytes: $0) }
    }

    /// A *text*: its length in 16 bits, then UTF-8, which must be valid: else two byte strings would be one text.
    mutating func text() -> String? {
        sized().flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Bytes with their length in 16 bits before them.
    mutating func sized() -> ArraySlice<UInt8>? { number16().flatMap { bytes($0) } }
}
