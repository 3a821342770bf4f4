import Crypto
import JSON
import Messages

/// What a backup says of itself: `manifest.json` in its archive.
struct BackupManifest: Codable, Hashable, Sendable {
    static let name = "manifest.json"
    static let format = "settei-backup/1"

    /// What an archive has: settings of who runs the service, or what belongs to its tenants; never both.
    enum Part: String, Codable, CaseIterable, Sendable {
        case provider
        case tenants
    }

    /// Where the journal stood.
    struct Journal: Codable, Hashable, Sendable {
        /// The name that its checkpoints carried.
        var origin: String
        /// The epoch that was running, or the last.
        var epoch: String
        var schema: Int
        /// The last message.
        var head: Int64
        /// The entries of the store log.
        var entries: Int64
        /// The last signed checkpoint of the store log; none where nothing was signed yet.
        var checkpoint: String?
    }

    struct File: Codable, Hashable, Sendable {
        var name: String
        var size: Int64
        var sha256: Digest
    }

    var format = Self.format
    var part: Part
    /// Of the program that made it.
    var version: String
    var madeAt: Timestamp
    var journal: Journal
    var files: [File]

    /// As it stands in the archive.
    func encoded() throws -> [UInt8] { try JSONTreeEncoder().encode(self) }

    /// Reads what ``encoded()`` wrote.
    static func decode(_ bytes: [UInt8]) throws -> Self {
        try JSONNodeDecoder().decode(Self.self, from: JSONDocument(bytes).root)
    }
}
