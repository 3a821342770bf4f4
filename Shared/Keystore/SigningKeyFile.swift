public import Crypto

/// Reads and makes the file of the key that signs checkpoints: one line, `settei-signing-key-1:BASE64` of an Ed25519 seed.
public enum SigningKeyFile: Sendable {
    /// What the line begins with.
    public static let name = "settei-signing-key-1"

    /// Reads the file at `path`, which nobody but its owner may read.
    public static func key(at path: String) throws(KeystoreError) -> Ed25519.PrivateKey {
        guard let key = key(text: try SecretFile.read(path)) else {
            throw .file(path: path, reason: "is not one line '\(name):' and 32 bytes in base64")
        }
        return key
    }

    /// Makes a new key and the file at `path` with mode 0600; nothing is overwritten.
    @discardableResult
    public static func make(file path: String) throws(KeystoreError) -> Ed25519.PrivateKey {
        let key = Ed25519.PrivateKey()
        try SecretFile.create(path, KeyText.write(key.seed, named: name))
        return key
    }

    /// Makes the file at `path`, and its folder, where there is none; one that is there is left alone.
    public static func makeIfMissing(_ path: String) throws(KeystoreError) {
        guard try SecretFile.isMissing(path) else { return }
        try make(file: path)
    }

    /// Reads the one line; nil for anything else.
    public static func key(text: [UInt8]) -> Ed25519.PrivateKey? {
        KeyText.read(text, named: name).flatMap(Ed25519.PrivateKey.init(seed:))
    }
}
