import Glibc
import Secrets

/// Key files: `NAME.key` with a `public` and a `secret` line, readable by its owner only, and `NAME.pub` with the public line.
///
/// Source: PROTOCOL.md, section 2.
public enum CurveKeyFile: Sendable {
    /// Reads a key pair.
    /// - Throws: ``CurveKeyFileError``: absent, readable by others, or not a key file.
    public static func pair(at path: String) throws(CurveKeyFileError) -> CurveKeyPair {
        let text = try read(path, secret: true)
        guard let secret = value("secret", in: text).flatMap(CurveKey.init(z85:)),
            let pair = CurveKeyPair(secretKey: secret)
        else {
            throw CurveKeyFileError(path: path, reason: "has no line 'secret' with 40 characters of Z85")
        }
        if let stated = value("public", in: text), stated != pair.publicKey.z85 {
            throw CurveKeyFileError(path: path, reason: "its public line does not belong to its secret line")
        }
        return pair
    }

    /// Reads a public key, from a `.pub` file or from a key pair's.
    /// - Throws: ``CurveKeyFileError``.
    public static func publicKey(at path: String) throws(CurveKeyFileError) -> CurveKey {
        let text = try read(path, secret: false)
        guard let key = value("public", in: text).flatMap(CurveKey.init(z85:)) else {
            throw CurveKeyFileError(path: path, reason: "has no line 'public' with 40 characters of Z85")
        }
        return key
    }

    /// Writes `NAME.key` (mode 0600) and `NAME.pub` (mode 0644) into `folder`, and returns their paths.
    ///
    /// - Throws: ``CurveKeyFileError`` where one of them exists; nothing is overwritten.
    @discardableResult
    public static func write(
        _ pair: CurveKeyPair,
        named name: String,
        in folder: String
    ) throws(CurveKeyFileError) -> (key: String, pub: String) {
        let (key, pub) = ("\(folder)/\(name).key", "\(folder)/\(name).pub")
        let publicLine = "public \(pair.publicKey.z85)\n"
        try create(key, mode: 0o600, publicLine + "secret \(pair.secretKey.z85)\n")
        try create(pub, mode: 0o644, publicLine)
        return (key, pub)
    }

    private static func value(_ name: String, in text: String) -> String? {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == name { return String(words[1]) }
        }
        return nil
    }

    private static func read(_ path: String, secret: Bool) throws(CurveKeyFileError) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CurveKeyFileError(path: path, reason: String(cString: strerror(errno))) }
        defer { close(file) }
        var status = stat()
        if secret, fstat(file, &status) == 0, let objection = SecretMode.objection(to: status.st_mode, of: path) {
            throw CurveKeyFileError(path: path, reason: objection)
        }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw CurveKeyFileError(path: path, reason: String(cString: strerror(errno))) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func create(_ path: String, mode: mode_t, _ text: String) throws(CurveKeyFileError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw CurveKeyFileError(path: path, reason: String(cString: strerror(errno))) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw CurveKeyFileError(path: path, reason: String(cString: strerror(errno)))
        }
    }
}

/// Says which key file cannot be used, and why.
public struct CurveKeyFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What is wrong with it.
    public let reason: String

    /// One line for an operator.
    public var description: String { "key file \(path): \(reason)" }
}
