import Crypto
import EvidenceLog

/// Hands out random salts, drawn many at a time: one call of the generator for a whole batch.
struct SaltPool {
    private static let count = 256
    private var bytes: [UInt8] = []
    private var used = 0
    private let draw: (Int) -> [UInt8]

    init(draw: @escaping (Int) -> [UInt8] = { randomBytes($0) }) {
        self.draw = draw
    }

    /// Copies the next salt to `target`, which has room for ``LeafHasher/saltByteCount`` bytes.
    mutating func next(into target: UnsafeMutableRawBufferPointer) {
        if used == bytes.count {
            bytes = draw(Self.count * LeafHasher.saltByteCount)
            used = 0
        }
        target.copyBytes(from: bytes[used..<used + LeafHasher.saltByteCount])
        used += LeafHasher.saltByteCount
    }

    /// The next salt.
    mutating func next() -> [UInt8] {
        var salt = [UInt8](repeating: 0, count: LeafHasher.saltByteCount)
        salt.withUnsafeMutableBytes { next(into: $0) }
        return salt
    }
}
