import Archive
import Crypto
public import EvidenceLog

/// Verifies an export archive, with nothing but the archive and the keys that one trusts.
public struct ExportVerifier: Sendable {
    let keys: [NoteVerifier]
    let witnesses: [NoteVerifier]

    /// Takes the store's keys and the witnesses' keys that are known from elsewhere; without, the archive's own keys are used and the
    /// report says so.
    public init(keys: [NoteVerifier] = [], witnesses: [NoteVerifier] = []) {
        self.keys = keys
        self.witnesses = witnesses
    }

    /// Verifies everything in the archive at `path`.
    ///
    /// - Parameters:
    ///   - path: the archive.
    ///   - progress: is told now and then how many records were verified.
    ///   - each: gets every record that is what it should be, in the order of the log.
    /// - Throws: `ArchiveError` where it is no archive; what `each` throws.
    public func verify(
        _ path: String,
        progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in },
        each: (ExportRecord) throws -> Void = { _ in }
    ) throws -> ExportReport {
        let archive = try ArchiveReader(path: path)
        var report = ExportReport()
        guard let manifest = Self.manifest(in: archive, &report) else { return report }
        report.manifest = manifest
        let files = Self.recordFiles(in: archive, isComplete: manifest.complete, &report)
        guard let root = checkpoint(of: manifest, in: archive, &report) else { return report }
        anchor(of: manifest, root, in: archive, &report)
        var records = RecordVerification(manifest, root: root)
        for file in files {
            var line = 0
            do {
                if manifest.complete {
                    let name = ExportNames.hashes(of: file.name)
                    records.begin(hashes: try archive.read(name, limit: ExportNames.greatestHashes))
                }
                try archive.lines(file, limit: ExportRecord.greatestLine) { bytes in
                    line += 1
                    if let record = records.take(bytes, file: file.name, line: line, &report) { try each(record) }
                    if line % 1_000 == 0 { progress(report.counts.records, manifest.counts.records) }
                }
            } catch let error as ArchiveError {
                report.add(file.name, "\(error)")
            }
        }
        records.finish(&report)
        return report
    }

    // MARK: Files

    private static func manifest(in archive: ArchiveReader, _ report: inout ExportReport) -> ExportManifest? {
        do {
            return try ExportManifest(bytes: try archive.read(ExportNames.manifest, limit: 1 << 20))
        } catch {
            report.add(ExportNames.manifest, "\(error)")
            return nil
        }
    }

    /// The files of records in their order; every other file must be one that an export has.
    private static func recordFiles(
        in archive: ArchiveReader,
        isComplete: Bool,
        _ report: inout ExportReport
    ) -> [ArchiveEntry] {
        let known = [ExportNames.readme, ExportNames.verifier, ExportNames.manifest, ExportNames.checkpoint]
        var files: [ArchiveEntry] = []
        for entry in archive.entries where !known.contains(entry.name) && entry.name != ExportNames.anchor {
            if entry.name == ExportNames.records(files.count + 1) {
                files.append(entry)
            } else if let last = files.last, entry.name == ExportNames.hashes(of: last.name), isComplete {
                continue
            } else if entry.name == ExportNames.timestamp(report.timestamps + 1) {
                report.timestamps += 1
                check(entry.name, in: archive, &report)
            } else {
                report.add(entry.name, "no export has such a file, or it is not in its place")
            }
        }
        for name in known where archive.entry(name) == nil { report.add(name, "it is missing") }
        for (name, text) in [
            (ExportNames.readme, ExportReadme.text), (ExportNames.verifier, ExportVerifierScript.text),
        ] where check(name, in: archive, &report).map({ !$0.elementsEqual(text.utf8) }) ?? false {
            report.notes.append("\(name) is not the one that this release writes; nothing was verified with it")
        }
        return files
    }

    @discardableResult
    private static func check(_ name: String, in archive: ArchiveReader, _ report: inout ExportReport) -> [UInt8]? {
        guard archive.entry(name) != nil else { return nil }
        do {
            return try archive.read(name, limit: 1 << 20)
        } catch {
            report.add(name, "\(error)")
            return nil
        }
    }
}
