import Synchronization

/// Draws nonces for all keys of the process, many at a time: one call of the generator takes as long for 12 bytes as for hundreds.
///
/// One pool and not one for each key: with ten thousand keys in turn each would lie far from the processor when it is needed.
final class NoncePool: Sendable {
    static let shared = NoncePool()

    private static let count = 64

    private struct Drawn {
        var bytes: [UInt8] = []
        var used = 0
    }

    private let drawn = Mutex(Drawn())

    /// Adds the next nonce; no nonce is given out twice.
    func appendNonce(to output: inout [UInt8]) {
        let count = SealingKey.nonceByteCount
        let nonce = drawn.withLock { drawn -> (UInt64, UInt32) in
            if drawn.used == drawn.bytes.count {
                drawn.bytes = randomBytes(Self.count * count)
                drawn.used = 0
            }
            defer { drawn.used += count }
            return drawn.bytes.withUnsafeBytes { bytes in
                (
                    bytes.loadUnaligned(fromByteOffset: drawn.used, as: UInt64.self),
                    bytes.loadUnaligned(fromByteOffset: drawn.used + 8, as: UInt32.self)
                )
            }
        }
        withUnsafeBytes(of: nonce.0) { output.append(contentsOf: $0) }
        withUnsafeBytes(of: nonce.1) { output.append(contentsOf: $0) }
    }
}
