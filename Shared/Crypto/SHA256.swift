import CCrypto

/// Computes SHA-256 of bytes that come in pieces; the static functions do it in one call.
///
/// Source: FIPS 180-4. The work is done by libcrypto, which uses the processor's SHA instructions.
public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Makes a hasher for an empty message.
    public init() {
        guard let context = EVP_MD_CTX_new() else {
            preconditionFailure("out of memory for a digest context")
        }
        self.context = context
        start()
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Appends `bytes` to the message.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1, "EVP_DigestUpdate failed")
    }

    /// Appends `bytes` to the message.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Appends `bytes` to the message.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Appends the UTF-8 bytes of `text` to the message.
    public mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    /// Appends the 32 bytes of `digest` to the message.
    public mutating func update(_ digest: Digest) {
        digest.withUnsafeBytes { update($0) }
    }

    /// Appends one byte to the message.
    public mutating func update(_ byte: UInt8) {
        withUnsafeBytes(of: byte) { update($0) }
    }

    /// Returns the hash of the message so far and begins a new, empty one with the same context.
    public mutating func finish() -> Digest {
        let digest = Digest { output in
            precondition(EVP_DigestFinal_ex(context, output, nil) == 1, "EVP_DigestFinal_ex failed")
        }
        start()
        return digest
    }

    private func start() {
        precondition(EVP_DigestInit_ex2(context, Algorithm.sha256, nil) == 1, "EVP_DigestInit_ex2 failed")
    }
}

extension SHA256 {
    /// Returns the hash of `bytes`.
    ///
    /// The context is on the stack: `EVP_Digest` would allocate one for each call, a third of the time of a Merkle node.
    public static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
        var context = SHA256_CTX()
        return Digest { output in
            let status = SHA256_Init(&context) & SHA256_Update(&context, bytes.baseAddress, bytes.count)
            precondition(status & SHA256_Final(output, &context) == 1, "SHA-256 failed")
        }
    }

    /// Returns the hash of `bytes`.
    public static func hash(_ bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// Returns the hash of `bytes`.
    public static func hash(_ bytes: ArraySlice<UInt8>) -> Digest {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// Returns the hash of the UTF-8 bytes of `text`.
    public static func hash(_ text: String) -> Digest {
        var text = text
        return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
    }
}

@available(*, unavailable)
extension SHA256: Sendable {}

/// Holds the algorithms that are looked up once: `EVP_sha256()` would be fetched again for every message (about 0.3 µs).
enum Algorithm {
    /// Never freed, and never changed after it was fetched: that makes sharing it between threads safe.
    nonisolated(unsafe) static let sha256: OpaquePointer = {
        guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("libcrypto has no SHA-256")
        }
        return algorithm
    }()

    /// Never freed and never changed, as above.
    nonisolated(unsafe) static let aes256GCM: OpaquePointer = {
        guard let algorithm = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil) else {
            preconditionFailure("libcrypto has no AES-256-GCM")
        }
        return algorithm
    }()
}
