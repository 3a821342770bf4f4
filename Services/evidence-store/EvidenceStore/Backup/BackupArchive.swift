import Archive
import Crypto
import Foundation

/// Writes the archive of a backup: its files, and the manifest that tells their sizes and hashes.
final class BackupArchive {
    private let writer: ArchiveWriter
    private(set) var files: [BackupManifest.File] = []

    /// - Parameter seconds: since 1970, for the entries' time.
    init(path: String, seconds: Int64) throws(ArchiveError) {
        writer = try ArchiveWriter(path: path, time: seconds)
    }

    /// Adds some bytes under a name.
    func add(_ name: String, _ bytes: [UInt8]) throws(ArchiveError) {
        try writer.add(name, bytes)
        files.append(BackupManifest.File(name: name, size: Int64(bytes.count), sha256: SHA256.hash(bytes)))
    }

    /// Adds a file, piece by piece.
    func add(_ name: String, file path: String, progress: (Int64) -> Void) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw BackupError.file(path, "cannot be read") }
        defer { try? file.close() }
        var hash = SHA256()
        var size: Int64 = 0
        try writer.begin(name, isLarge: true)
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
            try piece.withUnsafeBytes { bytes in
                hash.update(bytes)
                try writer.write(bytes)
            }
            size += Int64(piece.count)
            progress(size)
        }
        try writer.end()
        files.append(BackupManifest.File(name: name, size: size, sha256: hash.finish()))
    }

    /// Adds the manifest and puts the archive in its place.
    func finish(_ manifest: BackupManifest) throws {
        var manifest = manifest
        manifest.files = files
        try writer.add(BackupManifest.name, manifest.encoded())
        try writer.finish()
    }
}

@available(*, unavailable)
extension BackupArchive: Sendable {}
