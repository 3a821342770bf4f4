/// Says where sealed bytes belong, so that they cannot be moved to another place: the associated data of the seal.
///
/// The name, a zero byte, and what identifies the row. Source: FORMAT.md, "Sealed bytes".
struct SealLabel: Sendable {
    let bytes: [UInt8]

    /// A place in a table whose row has these numbers.
    init(_ place: StaticString, _ numbers: Int64...) {
        var bytes = Self.start(place, reserving: numbers.count * 8)
        for number in numbers { withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) } }
        self.bytes = bytes
    }

    /// A place in a table whose row has this key.
    init(_ place: StaticString, key: [UInt8]) {
        bytes = Self.start(place, reserving: key.count) + key
    }

    private static func start(_ place: StaticString, reserving count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(place.utf8CodeUnitCount + 1 + count)
        place.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(0)
        return bytes
    }
}
