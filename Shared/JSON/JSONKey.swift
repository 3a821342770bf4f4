/// A member's name prepared for many lookups: its UTF-8 and its hash.
public struct JSONKey: Sendable, Hashable, CustomStringConvertible {
    /// The name as UTF-8, without quotes or escapes.
    public let utf8: [UInt8]

    let hash: UInt64

    /// Prepares a name.
    public init(_ name: String) {
        utf8 = Array(name.utf8)
        hash = utf8.withUnsafeBufferPointer { JSONHash.of($0) }
    }

    /// The name.
    public var description: String { String(decoding: utf8, as: UTF8.self) }
}

/// The hash of keys.
///
/// Wyhash's folding multiplication under a seed that each process draws, so that nobody can prepare collisions.
enum JSONHash {
    private static let seed = UInt64.random(in: .min ... .max)

    @inline(__always)
    static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 { of(bytes, seed: seed) }

    /// The seed, read once per document rather than once per key.
    static var current: UInt64 { seed }

    @inline(__always)
    static func of(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        let count = raw.count
        var hash = seed ^ UInt64(truncatingIfNeeded: count)
        var tail: UInt64 = 0
        if count >= 8 {
            var position = 0
            while position + 8 < count {
                hash = fold(hash ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self), 0xA076_1D64_78BD_642F)
                position += 8
            }
            tail = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            let low = raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self)
            let high = raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            tail = UInt64(low) | UInt64(high) << 32
        } else {
            for byte in raw { tail = tail << 8 | UInt64(byte) }
        }
        return fold(hash ^ tail, 0xE703_7ED1_A0B4_28DB)
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
