import CCrypto

/// Seals and opens bytes with AES-256-GCM (NIST SP 800-38D) under one key.
///
/// Sealed bytes: `1 ‖ nonce (12 random bytes) ‖ ciphertext ‖ tag (16)`. The label is authenticated, not stored: opening
/// needs the same one, so that sealed bytes moved to another place do not open there.
///
/// Nothing is allocated for a call: the contexts of libcrypto are kept, and shared where there are many keys (``CipherContexts``).
/// One thread at a time. Nonces are random: no more than 2³² seals under one key (SP 800-38D, 8.3), for which a month
/// allows 1,600 a second.
public final class SealingKey {
    /// The bytes of a key: 32.
    public static let byteCount = 32
    /// The bytes that sealing adds: version, nonce and tag.
    public static let overhead = 1 + nonceByteCount + tagByteCount

    static let nonceByteCount = 12
    static let tagByteCount = 16
    static let version: UInt8 = 1

    private var key: Digest
    private let contexts: CipherContexts
    private let number: Int

    /// Takes a key by its 32 bytes; nil for any other count.
    /// - Parameter contexts: what it shares with other keys of its thread; nil for contexts of its own.
    public init?(bytes: [UInt8], contexts: CipherContexts? = nil) {
        guard let key = Digest(bytes: bytes) else { return nil }
        self.key = key
        self.contexts = contexts ?? CipherContexts(keys: 1)
        number = self.contexts.number()
    }

    deinit {
        contexts.forget(number)
        OPENSSL_cleanse(&key, MemoryLayout<Digest>.size)
    }

    // MARK: Sealing

    /// Replaces `output` by `plain` sealed under `label`; its memory is used again.
    ///
    /// - Throws: ``CryptoError`` when libcrypto fails, which means that it is out of memory.
    public func seal(
        _ plain: UnsafeRawBufferPointer,
        label: UnsafeRawBufferPointer,
        into output: inout [UInt8]
    ) throws(CryptoError) {
        try seal(plain, UnsafeRawBufferPointer(start: nil, count: 0), label: label, into: &output)
    }

    /// Replaces `output` by `first` and `second`, one behind the other, sealed under `label`.
    ///
    /// - Throws: ``CryptoError`` when libcrypto fails, which means that it is out of memory.
    public func seal(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer,
        label: UnsafeRawBufferPointer,
        into output: inout [UInt8]
    ) throws(CryptoError) {
        let count = Self.overhead + first.count + second.count
        output.removeAll(keepingCapacity: true)
        output.append(Self.version)
        NoncePool.shared.appendNonce(to: &output)
        output.append(contentsOf: repeatElement(0, count: count - output.count))
        let context = try contexts.context(for: number, key, .sealing)
        try output.withUnsafeMutableBufferPointer { output throws(CryptoError) in
            let bytes = UnsafeMutableRawBufferPointer(output)
            var target = GCMCall(context: context, bytes: bytes, start: 1 + Self.nonceByteCount)
            try target.begin(nonce: UnsafeRawBufferPointer(rebasing: bytes[1..<1 + Self.nonceByteCount]))
            try target.label(label)
            try target.update(first)
            try target.update(second)
            try target.finishSealing()
        }
    }

    /// Returns `plain` sealed under `label`.
    ///
    /// - Throws: ``CryptoError`` when libcrypto fails, which means that it is out of memory.
    public func seal(_ plain: [UInt8], label: [UInt8]) throws(CryptoError) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(plain.count + Self.overhead)
        try Self.withBytes(of: plain, label) { plain, label throws(CryptoError) in
            try seal(plain, label: label, into: &output)
        }
        return output
    }

    // MARK: Opening

    /// Replaces `output` by what was sealed under `label`; its memory is used again.
    ///
    /// - Throws: ``CryptoError`` for another key, another label, or bytes that were changed; `output` is empty then.
    public func open(
        _ sealed: UnsafeRawBufferPointer,
        label: UnsafeRawBufferPointer,
        into output: inout [UInt8]
    ) throws(CryptoError) {
        output.removeAll(keepingCapacity: true)
        guard sealed.count >= Self.overhead, sealed.first == Self.version else {
            throw CryptoError(call: "open", reason: "not sealed bytes of version 1")
        }
        output.append(contentsOf: repeatElement(0, count: sealed.count - Self.overhead))
        let context = try contexts.context(for: number, key, .opening)
        do throws(CryptoError) {
            try output.withUnsafeMutableBufferPointer { output throws(CryptoError) in
                let bytes = UnsafeMutableRawBufferPointer(output)
                let text = 1 + Self.nonceByteCount..<sealed.count - Self.tagByteCount
                var target = GCMCall(context: context, bytes: bytes, start: 0)
                try target.begin(nonce: UnsafeRawBufferPointer(rebasing: sealed[1..<text.lowerBound]))
                try target.label(label)
                try target.update(UnsafeRawBufferPointer(rebasing: sealed[text]))
                try target.finishOpening(tag: UnsafeRawBufferPointer(rebasing: sealed[text.upperBound...]))
            }
        } catch {
            // What did not authenticate must not be looked at.
            output.removeAll(keepingCapacity: true)
            throw error
        }
    }

    /// Returns what was sealed under `label`.
    ///
    /// - Throws: ``CryptoError`` for another key, another label, or bytes that were changed.
    public func open(
        _ sealed: UnsafeRawBufferPointer,
        label: UnsafeRawBufferPointer
    ) throws(CryptoError) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(max(0, sealed.count - Self.overhead))
        try open(sealed, label: label, into: &output)
        return output
    }

    /// Returns what was sealed under `label`.
    ///
    /// - Throws: ``CryptoError`` for another key, another label, or bytes that were changed.
    public func open(_ sealed: [UInt8], label: [UInt8]) throws(CryptoError) -> [UInt8] {
        try Self.withBytes(of: sealed, label) { sealed, label throws(CryptoError) in try open(sealed, label: label) }
    }

    private static func withBytes<R>(
        of first: [UInt8],
        _ second: [UInt8],
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(CryptoError) -> R
    ) throws(CryptoError) -> R {
        try first.withUnsafeBufferPointer { first throws(CryptoError) in
            try second.withUnsafeBufferPointer { second throws(CryptoError) in
                try body(UnsafeRawBufferPointer(first), UnsafeRawBufferPointer(second))
            }
        }
    }
}

@available(*, unavailable)
extension SealingKey: Sendable {}
