import Archive
import Crypto
import Foundation
import Glibc

/// Reads the archive of a backup, and believes nothing of it that its manifest does not say.
struct BackupReader {
    let manifest: BackupManifest
    private let reader: ArchiveReader

    /// Opens an archive; its entries must be those of its manifest.
    /// - Throws: ``BackupError/archive(_:)``.
    init(path: String) throws(BackupError) {
        do {
            reader = try ArchiveReader(path: path)
            manifest = try BackupManifest.decode(reader.read(BackupManifest.name))
        } catch {
            throw .archive("\(path): \(error)")
        }
        guard manifest.format == BackupManifest.format else {
            throw .archive("\(path): the format \(manifest.format) is of another release")
        }
        let said = manifest.files.map(\.name) + [BackupManifest.name]
        guard said.count == reader.entries.count, said.sorted() == reader.entries.map(\.name).sorted() else {
            throw .archive("\(path): the archive does not have the files that its manifest names")
        }
    }

    /// Writes a file of the archive to a place where none is, durably, and compares size and hash with the manifest.
    func extract(_ file: BackupManifest.File, to path: String) throws {
        guard let entry = reader.entry(file.name) else { throw BackupError.archive("there is no \(file.name)") }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BackupError.file(path, String(cString: strerror(errno))) }
        let output = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var hash = SHA256()
        try reader.read(entry) { piece in
            hash.update(piece)
            try output.write(contentsOf: Data(piece))
        }
        try output.synchronize()
        guard Int64(clamping: entry.size) == file.size, hash.finish() == file.sha256 else {
            throw BackupError.archive("\(file.name) is not what the manifest says: its SHA-256 differs")
        }
    }

    /// Writes all files under a folder where nothing is.
    func unpack(to folder: String) throws {
        for file in manifest.files {
            let path = folder + "/" + file.name
            let parent = URL(filePath: path).deletingLastPathComponent().path()
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try extract(file, to: path)
        }
    }
}
