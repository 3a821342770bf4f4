import Crypto
import EvidenceLog
import SQL

/// Checks that messages follow each other as they must: in the journal, in their batch, in the stream of their kind, in their log.
final class OrderCheck {
    private struct Batch {
        var first: Int64
        var last: Int64
        var chain: Digest?
    }

    /// Messages so far.
    private(set) var count: Int64 = 0
    private let trees: TreeCheck
    private let entries: EntryCheck
    private let batches: Statement
    private var batch: Batch?
    private var chain = BatchChain(after: BatchChain.origin)
    private var chained = BatchChain.origin
    private var seq: Int64 = 0
    private var lastOfKind: [Int64: Int64] = [:]

    init(in database: Database, trees: TreeCheck, entries: EntryCheck) throws {
        self.trees = trees
        self.entries = entries
        batches = try database.prepare(
            "SELECT first_seq, last_seq, chain FROM batches WHERE first_seq > ?1 ORDER BY first_seq LIMIT 1"
        )
        batch = try readBatch(after: 0)
    }

    /// Checks the next message.
    func check(_ record: RecordChunk.Record, _ faults: inout [EvidenceFault]) throws {
        while seq + 1 < record.seq { try miss(seq + 1, &faults) }
        seq = record.seq
        count += 1
        func fault(_ reason: String) { faults.append(EvidenceFault(.message(record.seq), reason)) }
        if lastOfKind.updateValue(record.seq, forKey: record.kind) ?? 0 != record.previous {
            fault("it does not follow the message before it of its kind")
        }
        let log = trees.log(record.tenant)
        if Int64(log.size) != record.index {
            fault("its place in its log is not the next")
        }
        if log.last != record.logPrevious {
            fault("it does not name the message before it in its log")
        }
        chain.append(record.leaf)
        try trees.append(record.leaf, seq: record.seq, to: record.tenant, &faults)
        entries.note(record.tenant)
        try endBatch(&faults)
    }

    /// Checks what must be at the end.
    func finish(head: Int64, in database: Database, _ faults: inout [EvidenceFault]) throws {
        while seq < head { try miss(seq + 1, &faults) }
        if let missing = try entries.missing(head: head, in: database) {
            faults.append(EvidenceFault(.entry(missing), "it is missing, or does not end with a batch"))
        }
    }

    private func miss(_ missing: Int64, _ faults: inout [EvidenceFault]) throws {
        faults.append(EvidenceFault(.message(missing), "it is missing"))
        seq = missing
        try endBatch(&faults)
    }

    private func endBatch(_ faults: inout [EvidenceFault]) throws {
        guard let ending = batch else { return faults.append(EvidenceFault(.message(seq), "it is in no batch")) }
        guard seq >= ending.last else { return }
        let computed = chain.finish()
        if computed != ending.chain {
            faults.append(EvidenceFault(.batch(ending.first), "its chain value is not what its messages give"))
            // What follows is checked against what stands there: one fault is told once.
            if let stored = ending.chain { chain.restart(after: stored) }
        }
        chained = ending.chain ?? computed
        while entries.nextSeq == seq { try entries.check(trees, chain: chained, &faults) }
        batch = try readBatch(after: ending.first)
        if let batch, batch.first != ending.last + 1 {
            faults.append(EvidenceFault(.batch(batch.first), "it does not follow the batch before it"))
        }
    }

    private func readBatch(after first: Int64) throws -> Batch? {
        defer { batches.reset() }
        try batches.bind(1, first)
        guard try batches.step() else { return nil }
        return Batch(first: batches.int64(0), last: batches.int64(1), chain: batches.digest(2))
    }
}

@available(*, unavailable)
extension OrderCheck: Sendable {}
