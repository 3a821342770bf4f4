/// Reads a ZIP archive of stored entries, and nothing that could mean two things.
///
/// The directory, the headers and the file's size must agree to the byte: the entries follow each other from the first byte on without gaps or
/// overlaps, and behind them stand the directory and its end, so that there is nothing in the file which no reader sees. Names stay inside the
/// folder that one unpacks to. Content is read in pieces and its CRC-32 checked; no number of the archive decides how much memory is taken.
public final class ArchiveReader {
    /// All entries in the order in which they stand in the archive.
    public let entries: [ArchiveEntry]
    private let file: ArchiveFile
    private let byName: [String: ArchiveEntry]

    /// Opens an archive and checks its structure, but not yet its content.
    /// - Throws: ``ArchiveError``.
    public init(path: String) throws(ArchiveError) {
        file = try ArchiveFile(reading: path)
        entries = try ArchiveDirectory(file).entries()
        byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
    }

    /// The entry of a name; nil where there is none.
    public func entry(_ name: String) -> ArchiveEntry? { byName[name] }

    /// Returns the content of an entry that is not larger than `limit`.
    /// - Throws: ``ArchiveError``, also where the checksum differs.
    public func read(_ name: String, limit: UInt64 = 16 << 20) throws(ArchiveError) -> [UInt8] {
        guard let entry = byName[name] else { throw .missing(name) }
        guard entry.size <= limit else { throw .tooLarge(name, limit: limit) }
        var content: [UInt8] = []
        do {
            try read(entry) { content += $0 }
        } catch let error as ArchiveError {
            throw error
        } catch {
            throw .damaged("\(error)")
        }
        return content
    }

    /// Gives the content of an entry to `body` in pieces; what `body` throws ends it.
    ///
    /// The checksum is known at the end: what `body` did before counts only when this returns.
    /// - Throws: ``ArchiveError``, or what `body` throws.
    public func read(_ entry: ArchiveEntry, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        var checksum = CRC32()
        var buffer = [UInt8](repeating: 0, count: Int(clamping: min(entry.size, 1 << 18)))
        var done: UInt64 = 0
        while done < entry.size {
            let count = Int(clamping: min(entry.size - done, UInt64(buffer.count)))
            try buffer.withUnsafeMutableBytes { buffer in
                let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
                try file.read(into: piece, at: entry.content + done)
                checksum.update(UnsafeRawBufferPointer(piece))
                try body(UnsafeRawBufferPointer(piece))
            }
            done += UInt64(count)
        }
        guard checksum.value == entry.checksum else { throw ArchiveError.checksum(entry.name) }
    }

    /// Gives the lines of an entry to `body`, each without its newline; a last line without one is given too.
    ///
    /// - Throws: ``ArchiveError/tooLarge(_:limit:)`` for a line longer than `limit`, or what `body` throws.
    public func lines(_ entry: ArchiveEntry, limit: Int = 8 << 20, _ body: ([UInt8]) throws -> Void) throws {
        var line: [UInt8] = []
        try read(entry) { piece in
            var rest = piece[...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<end]
                guard line.count <= limit else {
                    throw ArchiveError.tooLarge("a line of \(entry.name)", limit: UInt64(limit))
                }
                try body(line)
                line.removeAll(keepingCapacity: true)
                rest = rest[(end + 1)...]
            }
            line += rest
            guard line.count <= limit else {
                throw ArchiveError.tooLarge("a line of \(entry.name)", limit: UInt64(limit))
            }
        }
        if !line.isEmpty { try body(line) }
    }
}

@available(*, unavailable)
extension ArchiveReader: Sendable {}
