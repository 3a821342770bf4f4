import Crypto
import EvidenceLog

/// Checks a copy alone, without the store and its journal: every leaf, every tree, every entry and signature.
///
/// Source: FORMAT.md, section 14.
final class CopyVerifier {
    /// Opens what is sealed: gets the key's id in the keystore, the sealed bytes and their label; nil: the key is destroyed.
    typealias Opener = (_ key: [UInt8], _ sealed: [UInt8], _ label: [UInt8]) throws -> [UInt8]?

    /// The most problems that are kept; more of them say nothing new.
    static let maximumProblems = 1_000

    let reader: CopyReader
    let verifiers: [NoteVerifier]
    let witnesses: [NoteVerifier]
    let opener: Opener?
    var report = CopyReport()
    var names: [SegmentName.Table: [Int64: String]] = [:]
    var keys: [Int64: [UInt8]] = [:]
    var destroyed: Set<Int64> = []
    /// What somebody may have said something of: the last checkpoints' texts.
    var texts = RecentTexts()
    var peers: [Int64: Digest] = [:]
    var logs: [Int64: VerifiedLog] = [:]
    var storeLog: VerifiedLog
    var grown: Set<Int64> = []
    var forest = MerkleForest()
    var chain = BatchChain(after: BatchChain.origin)
    var lastChain = BatchChain.origin
    var cursor = CopyCursor()
    /// The last message of each kind.
    var lastOfKind: [Int64: Int64] = [:]
    /// The name that the last checkpoint bore; see ``JournalOrigins``.
    var generation = 1
    var hasher = LeafHasher()
    /// The object that is being looked at.
    var object = ""
    /// Full tiles up to this message must be there.
    var tiled: Int64 = 0

    /// - Parameters:
    ///   - verifiers: the store's key; without one, signatures are not checked, and that is a problem of its own.
    ///   - witnesses: keys of witnesses; cosignatures by others are counted, and say nothing.
    init(
        _ target: any CopyTarget,
        verifiers: [NoteVerifier],
        witnesses: [NoteVerifier] = [],
        opener: Opener? = nil
    ) {
        reader = CopyReader(target: target)
        self.verifiers = verifiers
        self.witnesses = witnesses
        self.opener = opener
        storeLog = VerifiedLog(name: "", folder: CopyName.storeLog)
    }

    /// Reads the whole copy, in order, and every object in it.
    ///
    /// - Parameter progress: gets the segments that were read, and of how many.
    /// - Throws: ``CopyError`` where the copy cannot be read; what is wrong with it is in the report.
    func run(progress: (UInt64, UInt64) -> Void = { _, _ in }) throws -> CopyReport {
        let last = try reader.last()
        if last > 0, let segment = try? reader.segment(last)?.segment { tiled = segment.tiled }
        if verifiers.isEmpty { problem("no key of the store was given: signatures are not checked") }
        storeLog.expected = try checkpoint(of: storeLog)
        var previous = Segment.origin
        var isReadable = true
        for number in 1..<last + 1 {
            object = CopyName.segment(number)
            let segment: Segment
            do {
                guard let found = try reader.segment(number) else {
                    isReadable = problem("is missing")
                    break
                }
                segment = found.segment
                if segment.previous != previous { problem("does not follow from the segment before") }
                previous = found.hash
            } catch CopyError.notThisJournal(let why) {
                isReadable = problem("cannot be read: \(why)")
                break
            }
            try check(segment)
            report.segments = number
            progress(number, last)
        }
        try checkEnd(last)
        if isReadable { try checkObjects(last) }
        report.isComplete = isReadable
        return report
    }

    private func check(_ segment: Segment) throws {
        for record in segment.records {
            switch record {
            case .name(let name): check(name)
            case .key(let key):
                if key.id <= cursor.key { problem("key \(key.id)", "is out of order") }
                keys[key.id] = key.kid
                cursor.key = key.id
            case .peer(let peer):
                if peer.id <= cursor.peer { problem("peer \(peer.id)", "is out of order") }
                peers[peer.id] = peer.hash
                cursor.peer = peer.id
            case .message(let message): try check(message)
            case .batch(let seq, let value): check(batch: seq, value)
            case .entry(let entry): try check(entry)
            case .cosignature(let position, let line): try check(cosignature: line, of: position)
            case .timestamp(let position, let authority, let token):
                try check(timestamp: token, by: authority, of: position)
            case .destruction(let key, _): checkDestruction(of: key)
            }
        }
        if cursor != segment.cursor { problem("its end does not say what it has") }
    }

    private func check(_ name: SegmentName) {
        if name.id <= cursor[name.table] { problem("\(name.table) \(name.id)", "is out of order") }
        names[name.table, default: [:]][name.id] = name.name
        cursor[name.table] = name.id
    }

    private func check(batch seq: Int64, _ value: Digest) {
        if seq != cursor.seq { problem("batch \(seq)", "stands after message \(cursor.seq)") }
        if chain.finish() != value { problem("batch \(seq)", "its chain value does not follow from its messages") }
        // Go on from what was recorded: one wrong batch is one problem.
        chain.restart(after: value)
        lastChain = value
    }

    private func checkEnd(_ last: UInt64) throws {
        object = CopyName.segments
        let beyond = try reader.target.list(CopyName.segments, after: CopyName.segment(last), limit: 1)
        if let name = beyond.first { problem("\(name) is there, but segments before it are missing") }
        report.unsigned = cursor.seq - signed
        for log in logs.values { finish(log) }
        finish(storeLog)
    }

    /// The last message under a signed checkpoint.
    var signed: Int64 = 0

    /// Notes a problem of the object; false, so that callers can give it on.
    @discardableResult
    func problem(_ what: String) -> Bool {
        note(CopyProblem(object: object, record: nil, what: what))
        return false
    }

    /// Notes a problem of a record of the object; false, as above.
    @discardableResult
    func problem(_ record: String, _ what: String) -> Bool {
        note(CopyProblem(object: object, record: record, what: what))
        return false
    }

    func note(_ problem: CopyProblem) {
        if report.problems.count < Self.maximumProblems { report.problems.append(problem) }
    }
}

@available(*, unavailable)
extension CopyVerifier: Sendable {}
