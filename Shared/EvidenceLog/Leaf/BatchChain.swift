public import Crypto

/// Links each committed batch to the one before it, so that no batch can be taken out or exchanged unseen.
///
/// A batch's chain value is `SHA-256(previous chain ‖ leaf hash ‖ leaf hash …)` in the order of the journal; before the first
/// batch it is 32 zero bytes. See FORMAT.md, section 3.
public struct BatchChain: ~Copyable {
    /// The value before the first batch.
    public static var origin: Digest { zero }

    private static let zero: Digest = {
        guard let zero = Digest(bytes: [UInt8](repeating: 0, count: Digest.byteCount)) else {
            preconditionFailure("32 bytes are a digest")
        }
        return zero
    }()

    private var hasher = SHA256()

    /// Makes a chain that is about to get a batch after `previous`.
    public init(after previous: Digest) {
        hasher.update(previous)
    }

    /// Adds the next leaf of the batch.
    public mutating func append(_ leaf: Digest) {
        hasher.update(leaf)
    }

    /// Ends the batch and returns its chain value, which the next batch goes on from.
    public mutating func finish() -> Digest {
        let chain = hasher.finish()
        hasher.update(chain)
        return chain
    }

    /// Forgets the leaves so far and begins again after `previous`.
    public mutating func restart(after previous: Digest) {
        _ = hasher.finish()
        hasher.update(previous)
    }
}

@available(*, unavailable)
extension BatchChain: Sendable {}
