import Archive

/// Reads the records of an archive that was verified before.
public final class ExportReader {
    private let archive: ArchiveReader
    private let files: [ArchiveEntry]

    /// Opens an archive.
    /// - Throws: `ArchiveError`.
    public init(path: String) throws {
        archive = try ArchiveReader(path: path)
        var files: [ArchiveEntry] = []
        while let entry = archive.entry(ExportNames.records(files.count + 1)) { files.append(entry) }
        self.files = files
    }

    /// How many files of records there are; each has at most about 64 MiB.
    public var fileCount: Int { files.count }

    /// Gives the records of one file, from 0, in the order of the log; what `body` throws ends it.
    ///
    /// - Throws: ``ExportFormatError`` for a record that cannot be read or contradicts its leaf.
    public func forEach(inFile number: Int, _ body: (ExportRecord) throws -> Void) throws {
        guard files.indices.contains(number) else { return }
        try archive.lines(files[number], limit: ExportRecord.greatestLine) { line in
            let record = try ExportRecord(line: line)
            if let problem = record.contradiction { throw ExportFormatError("record \(record.index): \(problem)") }
            try body(record)
        }
    }
}

@available(*, unavailable)
extension ExportReader: Sendable {}
