import Foundation
import Keystore

/// A file of the provider's settings that goes into a backup as it is.
struct IncludedFile {
    /// In the archive.
    var name: String
    var bytes: [UInt8]

    private static let maximumBytes = 16 << 20

    /// What only a file with a secret has in it.
    private static let marks = [
        (MasterKey.name, "a master key"), (SigningKeyFile.name, "a signing key"),
        ("SQLite format 3\u{0}", "a database"), ("aws_secret_access_key", "a secret access key"),
    ]

    /// The files at a path: one, or all of a folder, in order.
    /// - Throws: ``BackupError/secret(path:what:)`` for a file with a key in it, ``BackupError/file(_:_:)`` else.
    static func all(at path: String, besides keys: EvidenceKeys) throws(BackupError) -> [Self] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .file(path, "is not there")
        }
        guard isFolder.boolValue else { return [try Self(path, besides: keys)] }
        let names = (FileManager.default.subpaths(atPath: path) ?? []).sorted()
        var files: [Self] = []
        for name in names {
            var isInner: ObjCBool = false
            let full = path + "/" + name
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isInner), !isInner.boolValue else {
                continue
            }
            files.append(try Self(full, besides: keys))
        }
        return files
    }

    private init(_ path: String, besides keys: EvidenceKeys) throws(BackupError) {
        var secrets = [keys.keystore, keys.signing]
        if case .file(let master) = keys.master { secrets.append(master) }
        let real = URL(filePath: path).resolvingSymlinksInPath().path()
        if secrets.contains(where: { URL(filePath: $0).resolvingSymlinksInPath().path() == real }) {
            throw .secret(path: path, what: "keys of the evidence")
        }
        guard let data = FileManager.default.contents(atPath: path) else { throw .file(path, "cannot be read") }
        guard data.count <= Self.maximumBytes else { throw .file(path, "is larger than 16 MiB") }
        bytes = Array(data)
        for (mark, what) in Self.marks where data.range(of: Data(mark.utf8)) != nil {
            throw .secret(path: path, what: what)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if Self.hasPrivateKey(text) { throw .secret(path: path, what: "a private key") }
        // Key files of sockets: a line `secret`.
        if path.hasSuffix(".key") || text.split(separator: "\n").contains(where: { $0.hasPrefix("secret") }) {
            throw .secret(path: path, what: "a secret key")
        }
        let parts = real.split(separator: "/").filter { $0 != "." && $0 != ".." }
        name = "files/" + parts.joined(separator: "/")
    }

    /// Whether there is a private key as PEM, on lines of its own or in a JSON text.
    ///
    /// Its header alone is none: rules that look for such keys have it in them, and they belong into a backup.
    private static func hasPrivateKey(_ text: String) -> Bool {
        let body = /PRIVATE KEY-----(?:\s|\\r|\\n)*(?:[A-Za-z0-9+\/=]{32}|Proc-Type:)/
        return text.firstMatch(of: body) != nil
    }
}
