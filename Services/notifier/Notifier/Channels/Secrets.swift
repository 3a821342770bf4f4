import Foundation

/// Reads secrets from the notifier's own directory, where profiles and configuration only name them.
///
/// Read anew for every use, so that a secret that was changed holds from the next message on.
struct Secrets: Sendable {
    /// A secret is a key or a password; a file larger than this is a mistake.
    static let maximumBytes = 16_384

    let directory: String

    /// Returns the content of the file called `name`.
    ///
    /// - Throws: ``SecretsError``, which never holds a byte of the content.
    func content(of name: String) throws(SecretsError) -> String {
        guard Self.isValid(name) else { throw SecretsError(name: name, reason: "is not a plain file name") }
        guard let handle = FileHandle(forReadingAtPath: "\(directory)/\(name)") else {
            throw SecretsError(name: name, reason: "is not readable in the secrets directory")
        }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: Self.maximumBytes + 1), data.count <= Self.maximumBytes else {
            throw SecretsError(name: name, reason: "is empty or larger than \(Self.maximumBytes) bytes")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw SecretsError(name: name, reason: "is not text")
        }
        return text
    }

    /// Returns the first line of the file called `name`, as passwords are kept.
    func line(of name: String) throws(SecretsError) -> String {
        let line = try content(of: name).split(whereSeparator: \.isNewline).first.map(String.init)
        guard let line, !line.isEmpty else { throw SecretsError(name: name, reason: "is empty") }
        return line
    }

    private static func isValid(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count) && !name.hasPrefix(".")
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
            }
    }
}

/// Says which secret cannot be had and why.
struct SecretsError: Error, CustomStringConvertible {
    let name: String
    let reason: String

    var description: String { "the secret \(Plain.line(name, limit: 128)) \(reason)" }
}
