import Crypto
import EvidenceLog
import Messages

/// Verifies records as they come, in the memory of one file's hashes.
///
/// In a complete export the hashes that stand beside the records give the root, and each record must have its hash: that names the record
/// that is wrong. In one of some records each record has a proof.
struct RecordVerification {
    private let manifest: ExportManifest
    private let root: Digest
    private var tree = MerkleTree()
    private var hashes: [UInt8] = []
    /// The place in the log of the first of ``hashes``.
    private var hashesBegin: UInt64 = 0
    private var last: UInt64?
    private var range: (first: UInt64, last: UInt64, isWhole: Bool)?

    init(_ manifest: ExportManifest, root: Digest) {
        self.manifest = manifest
        self.root = root
    }

    /// Takes the hashes of the next file of records.
    mutating func begin(hashes: [UInt8]) {
        hashesBegin = tree.size
        self.hashes = hashes
        for place in stride(from: 0, to: hashes.count / Digest.byteCount * Digest.byteCount, by: Digest.byteCount) {
            guard let hash = Digest(bytes: hashes[place..<place + Digest.byteCount]) else { return }
            tree.append(hash)
        }
    }

    /// Verifies one line; returns the record where nothing is wrong with it.
    mutating func take(_ line: [UInt8], file: String, line number: Int, _ report: inout ExportReport) -> ExportRecord? {
        report.counts.records += 1
        // What follows the record before, where the line cannot tell which one it is.
        let expected = last.map { $0 &+ 1 } ?? 0
        let record: ExportRecord
        do throws(ExportFormatError) {
            record = try ExportRecord(line: line)
        } catch {
            last = expected
            report.add(ExportReport.Problem(file: file, line: number, index: expected, what: "\(error)"))
            return nil
        }
        switch record.content {
        case .erased: report.counts.erased += 1
        case .withheld: report.counts.withheld += 1
        case .message: break
        }
        let what = problem(with: record, expected)
        note(record.index)
        guard let what else { return record }
        let (index, id) = (record.index, record.id.text)
        report.add(ExportReport.Problem(file: file, line: number, index: index, id: id, what: what))
        return nil
    }

    private mutating func note(_ index: UInt64) {
        let isNext = index == range.map { $0.last &+ 1 } ?? index
        range = (range?.first ?? index, index, (range?.isWhole ?? true) && isNext)
        last = index
    }

    private func problem(with record: ExportRecord, _ expected: UInt64) -> String? {
        guard record.leaf.header.tenant == manifest.tenant else { return "it is of another tenant" }
        if let last, record.index <= last { return "it does not come after record \(last)" }
        if manifest.complete {
            guard record.proof == nil else { return "it has a proof, and the export is complete" }
            guard record.index == expected else {
                return record.index == expected &+ 1
                    ? "record \(expected) before it is missing"
                    : "records \(expected) to \(record.index &- 1) before it are missing"
            }
            guard hash(of: record.index) == record.leaf.hash else { return "its leaf is not the one in the log" }
        } else {
            guard let proof = record.proof else { return "it has no proof" }
            let (leaf, index, size) = (record.leaf.hash, record.index, manifest.size)
            guard InclusionProof.isValid(proof, leaf: leaf, index: index, size: size, root: root) else {
                return "its leaf is not in the log"
            }
        }
        return record.contradiction
    }

    private func hash(of index: UInt64) -> Digest? {
        guard index >= hashesBegin, index - hashesBegin < UInt64(hashes.count / Digest.byteCount) else { return nil }
        let place = Int(index - hashesBegin) * Digest.byteCount
        return Digest(bytes: hashes[place..<place + Digest.byteCount])
    }

    /// Verifies what only all records together show.
    func finish(_ report: inout ExportReport) {
        report.range = range
        if manifest.complete {
            let count = last.map { $0 &+ 1 } ?? 0
            if count != manifest.size {
                report.add(
                    ExportNames.manifest,
                    "the log has \(manifest.size) records, and the last one here is \(count)"
                )
            }
            if tree.size != manifest.size || tree.root != root {
                report.add(ExportNames.checkpoint, "the \(tree.size) hashes beside the records do not give its root")
            }
        }
        for (what, found, said) in [
            ("records", report.counts.records, manifest.counts.records),
            ("erased records", report.counts.erased, manifest.counts.erased),
            ("withheld records", report.counts.withheld, manifest.counts.withheld),
        ] where found != said {
            report.add(ExportNames.manifest, "it says \(said) \(what), and there are \(found)")
        }
    }
}
