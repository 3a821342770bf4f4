import CCrypto

/// Signs and verifies with Ed25519 (RFC 8032).
public enum Ed25519: Sendable {
    /// The bytes of a signature: 64.
    public static let signatureByteCount = 64

    /// Holds a signing key as its 32-byte seed.
    public struct PrivateKey: Sendable {
        /// The 32 secret bytes; never to be logged.
        public let seed: [UInt8]
        /// The key that verifies what this one signed.
        public let publicKey: PublicKey

        /// Makes a new random key.
        public init() {
            guard let key = PrivateKey(seed: randomBytes(32)) else {
                preconditionFailure("libcrypto has no Ed25519")
            }
            self = key
        }

        /// Takes a key by its seed; nil when it is not 32 bytes.
        public init?(seed: [UInt8]) {
            guard let key = KeyHandle(private: seed), let bytes = key.publicBytes() else { return nil }
            self.seed = seed
            publicKey = PublicKey(bytes: bytes)
        }

        /// Returns the 64-byte signature of `message`.
        ///
        /// - Throws: ``CryptoError`` when libcrypto fails, which means that it is out of memory.
        public func sign(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
            guard let key = KeyHandle(private: seed), let context = EVP_MD_CTX_new() else {
                throw CryptoError(call: "EVP_PKEY_new_raw_private_key")
            }
            defer { EVP_MD_CTX_free(context) }
            var signature = [UInt8](repeating: 0, count: Ed25519.signatureByteCount)
            var count = signature.count
            guard EVP_DigestSignInit(context, nil, nil, nil, key.pointer) == 1,
                EVP_DigestSign(context, &signature, &count, message, message.count) == 1
            else {
                throw CryptoError(call: "EVP_DigestSign")
            }
            return signature
        }
    }

    /// Holds a verifying key: 32 bytes that anybody may know.
    public struct PublicKey: Sendable, Hashable {
        /// The 32 bytes of the key, as RFC 8032 encodes them.
        public let bytes: [UInt8]

        /// Takes a key by its bytes; a wrong one verifies nothing.
        public init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        /// Tells whether `signature` is this key's signature of `message`.
        public func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
            guard let key = KeyHandle(public: bytes), let context = EVP_MD_CTX_new() else { return false }
            defer { EVP_MD_CTX_free(context) }
            return EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer) == 1
                && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        }
    }
}

/// Owns an `EVP_PKEY` for one call; making one anew costs less than a signature.
private final class KeyHandle {
    let pointer: OpaquePointer

    init?(private seed: [UInt8]) {
        guard let pointer = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else { return nil }
        self.pointer = pointer
    }

    init?(public bytes: [UInt8]) {
        guard let pointer = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count) else { return nil }
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    func publicBytes() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        return EVP_PKEY_get_raw_public_key(pointer, &bytes, &count) == 1 ? bytes : nil
    }
}
