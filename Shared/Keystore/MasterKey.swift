import Crypto

/// Holds the key that wraps all keys of a keystore; it stands in no database, no log and no message.
///
/// As text it is one line, `settei-master-key-1:BASE64` of 32 random bytes, in a file of mode 0600 or printed by a command.
/// Printing a value of this type shows its fingerprint alone.
public struct MasterKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// What the line begins with.
    public static let name = "settei-master-key-1"

    let bytes: [UInt8]

    /// Makes a new random key, which is nowhere but in memory.
    public init() {
        bytes = randomBytes(KeyText.byteCount)
    }

    /// Reads the one line; nil for anything else.
    public init?(text: [UInt8]) {
        guard let bytes = KeyText.read(text, named: Self.name) else { return nil }
        self.bytes = bytes
    }

    /// Reads the file at `path`, which nobody but its owner may read.
    public static func file(_ path: String) throws(KeystoreError) -> MasterKey {
        guard let key = MasterKey(text: try SecretFile.read(path)) else {
            throw .file(path: path, reason: "is not one line '\(name):' and 32 bytes in base64")
        }
        return key
    }

    /// Runs a program, the first of `arguments`, that prints the line within 30 seconds.
    ///
    /// It has no input; what it writes to its standard error appears on ours; its output appears nowhere.
    public static func command(_ arguments: [String]) throws(KeystoreError) -> MasterKey {
        try command(arguments, limit: .seconds(30))
    }

    static func command(_ arguments: [String], limit: Duration) throws(KeystoreError) -> MasterKey {
        let output = try KeyCommand.output(of: arguments, limit: limit)
        guard let key = MasterKey(text: output) else {
            throw .command(
                program: arguments.first ?? "",
                reason: "printed something else than one line '\(name):' and 32 bytes in base64"
            )
        }
        return key
    }

    /// Makes a new key and the file at `path` with mode 0600; nothing is overwritten.
    @discardableResult
    public static func make(file path: String) throws(KeystoreError) -> MasterKey {
        let key = MasterKey()
        try SecretFile.create(path, KeyText.write(key.bytes, named: name))
        return key
    }

    /// Makes the file at `path`, and its folder, where there is none; one that is there is left alone.
    public static func makeIfMissing(_ path: String) throws(KeystoreError) {
        guard try SecretFile.isMissing(path) else { return }
        try make(file: path)
    }

    /// The first 16 hexadecimal digits of a keyed hash: names the key and tells nothing about it.
    public var fingerprint: String {
        Hex.encode(KeyedHash(key: bytes).hash("settei master key fingerprint", []).bytes.prefix(8))
    }

    /// The fingerprint, never the key.
    public var description: String { "master key \(fingerprint)" }

    /// Shows no bytes, so that `dump` and failed tests do not either.
    public var customMirror: Mirror { Mirror(self, children: ["fingerprint": fingerprint]) }
}
