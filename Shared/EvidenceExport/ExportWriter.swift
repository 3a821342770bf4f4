public import Archive
import Crypto
public import EvidenceLog
import JSON

/// Writes an export archive record by record, in memory that does not grow with it.
public final class ExportWriter {
    /// What the store gives beside the records.
    public struct Head: Sendable {
        /// What the export is of; its counts are filled in here.
        public var manifest: ExportManifest
        /// The tenant's signed checkpoint.
        public var checkpoint: SignedNote
        /// The proof that the tenant's root is in the store log; nil where the store log has none of the tenant yet.
        public var anchor: TlogProof?
        /// Timestamps (RFC 3161) of the anchor's checkpoint, DER.
        public var timestamps: [[UInt8]]

        /// Takes all fields.
        public init(
            manifest: ExportManifest,
            checkpoint: SignedNote,
            anchor: TlogProof?,
            timestamps: [[UInt8]] = []
        ) {
            self.manifest = manifest
            self.checkpoint = checkpoint
            self.anchor = anchor
            self.timestamps = timestamps
        }
    }

    /// How many records were added.
    public var counts: ExportManifest.Counts { head.manifest.counts }

    private let archive: ArchiveWriter
    private var head: Head
    private var file = 0
    private var size = 0
    private var buffer: [UInt8] = []
    private var hashes: [UInt8] = []
    private let bytesPerFile: Int

    /// Begins an archive at `path`; `time` is in seconds since 1970.
    /// - Throws: `ArchiveError` where no file can be made there.
    public convenience init(path: String, head: Head, time: Int64) throws(ArchiveError) {
        try self.init(path: path, head: head, time: time, bytesPerFile: ExportNames.bytesPerFile)
    }

    init(path: String, head: Head, time: Int64, bytesPerFile: Int) throws(ArchiveError) {
        self.head = head
        self.bytesPerFile = bytesPerFile
        self.head.manifest.counts = ExportManifest.Counts()
        archive = try ArchiveWriter(path: path, time: time)
        try archive.add(ExportNames.readme, Array(ExportReadme.text.utf8))
        try archive.add(ExportNames.verifier, Array(ExportVerifierScript.text.utf8))
        try archive.add(ExportNames.checkpoint, Array(head.checkpoint.encoded.utf8))
        if let anchor = head.anchor { try archive.add(ExportNames.anchor, Array(anchor.encoded.utf8)) }
        for (index, token) in head.timestamps.enumerated() {
            try archive.add(ExportNames.timestamp(index + 1), token)
        }
    }

    /// Adds the next record, in the order of the log.
    public func add(_ record: ExportRecord) throws(ArchiveError) {
        if file == 0 || size >= bytesPerFile { try nextFile() }
        let line = record.line
        buffer += line
        buffer.append(UInt8(ascii: "\n"))
        size += line.count + 1
        if buffer.count >= 1 << 18 { try flush() }
        if head.manifest.complete { hashes += record.leaf.hash.bytes }
        head.manifest.counts.records += 1
        switch record.content {
        case .erased: head.manifest.counts.erased += 1
        case .withheld: head.manifest.counts.withheld += 1
        case .message: break
        }
    }

    /// Ends the archive and puts it in its place.
    /// - Returns: what it has.
    @discardableResult
    public func finish() throws -> ExportManifest {
        if file > 0 { try endFile() }
        try archive.add(ExportNames.manifest, try head.manifest.encoded())
        try archive.finish()
        return head.manifest
    }

    private func nextFile() throws(ArchiveError) {
        if file > 0 { try endFile() }
        file += 1
        size = 0
        try archive.begin(ExportNames.records(file))
    }

    private func endFile() throws(ArchiveError) {
        try flush()
        try archive.end()
        guard head.manifest.complete else { return }
        try archive.add(ExportNames.hashes(of: ExportNames.records(file)), hashes)
        hashes.removeAll(keepingCapacity: true)
    }

    private func flush() throws(ArchiveError) {
        try archive.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}

@available(*, unavailable)
extension ExportWriter: Sendable {}
