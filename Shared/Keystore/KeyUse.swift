public import Crypto
import Foundation

/// Why the keystore or a key file cannot be used.
public struct KeystoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// Names a key.
public struct KeyID: Hashable, Sendable {
    /// The 16 bytes.
    public let bytes: [UInt8]

    /// Takes 16 bytes; nil for any other count.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.bytes = bytes
    }
}

/// What a key is for.
public enum KeyPurpose: UInt8, CaseIterable, Hashable, Sendable {
    case settings = 1
    case verdicts = 2
    case notices = 3
    case operations = 4
    case index = 16
    case hold = 17
}

/// Whose key it is, what for, and of which month.
public struct KeyUse: Hashable, Sendable {
    /// The tenant; empty for operators.
    public var tenant: String
    /// What for.
    public var purpose: KeyPurpose
    /// Such as 202611; 0 for purposes without.
    public var month: Int32

    /// Takes all.
    public init(tenant: String, purpose: KeyPurpose, month: Int32) {
        self.tenant = tenant
        self.purpose = purpose
        self.month = month
    }
}

/// Wraps all other keys.
public struct MasterKey: Sendable {
    let bytes: [UInt8]

    /// Says which key it is; no secret.
    public var fingerprint: String { String(SHA256.hash(Array("settei master key".utf8) + bytes).hex.prefix(16)) }

    /// Reads a key file.
    public static func file(_ path: String) throws(KeystoreError) -> MasterKey {
        MasterKey(bytes: try KeyLine.read(path, "settei-master-key-1"))
    }

    /// Asks a program.
    public static func command(_ words: [String]) throws(KeystoreError) -> MasterKey {
        throw KeystoreError("a command for the master key is not supported yet")
    }

    /// Makes a key file where there is none.
    public static func makeIfMissing(_ path: String) throws(KeystoreError) {
        try KeyLine.makeIfMissing(path, "settei-master-key-1")
    }
}

/// The file of the key that signs checkpoints.
public enum SigningKeyFile: Sendable {
    /// Reads it.
    public static func key(at path: String) throws(KeystoreError) -> Ed25519.PrivateKey {
        guard let key = Ed25519.PrivateKey(seed: try KeyLine.read(path, "settei-signing-key-1")) else {
            throw KeystoreError("\(path) is no signing key")
        }
        return key
    }

    /// Makes a key file where there is none.
    public static func makeIfMissing(_ path: String) throws(KeystoreError) {
        try KeyLine.makeIfMissing(path, "settei-signing-key-1")
    }
}

enum KeyLine {
    static func read(_ path: String, _ name: String) throws(KeystoreError) -> [UInt8] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), text.hasPrefix(name + ":") else {
            throw KeystoreError("\(path) cannot be read as \(name)")
        }
        let encoded = text.dropFirst(name.count + 1).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let data = Data(base64Encoded: encoded), data.count == 32 else {
            throw KeystoreError("\(path) does not hold 32 bytes")
        }
        return Array(data)
    }

    static func makeIfMissing(_ path: String, _ name: String) throws(KeystoreError) {
        guard !FileManager.default.fileExists(atPath: path) else { return }
        do {
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            let text = name + ":" + Data(randomBytes(32)).base64EncodedString() + "\n"
            guard
                FileManager.default.createFile(
                    atPath: path,
                    contents: Data(text.utf8),
                    attributes: [.posixPermissions: 0o600]
                )
            else { throw KeystoreError("\(path) cannot be written") }
        } catch {
            throw KeystoreError("\(path) cannot be made: \(error)")
        }
    }
}
