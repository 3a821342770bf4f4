import Crypto
import EvidenceLog
import Messages
import SQL

/// Computes hashes and chain of recorded messages again, and says where they differ from what was recorded.
final class ChainVerifier {
    private let database: Database
    private let batches: Statement
    private let rows: Statement
    private let keys: KeyRing
    private var hasher = LeafHasher()

    init(in database: Database, keys: KeyRing) throws {
        self.database = database
        self.keys = keys
        batches = try database.prepare(
            "SELECT first_seq, last_seq, chain FROM batches WHERE first_seq > ?1 ORDER BY first_seq LIMIT ?2"
        )
        rows = try database.prepare(
            """
            SELECT seq, (SELECT name FROM tenants WHERE id = m.tenant), log_index, recorded_at, clock,
            (SELECT name FROM principals WHERE id = m.principal), (SELECT name FROM kinds WHERE id = m.kind), id, leaf_version,
            (SELECT hash FROM peers WHERE id = m.peer), content_hash, leaf_hash, key, sealed
            FROM messages m WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq
            """
        )
    }

    /// How far a check came.
    struct Progress: Sendable {
        /// All messages up to this were read.
        var verified: Int64
        var damages: [Damage]
        /// There was nothing after it.
        var isAtEnd: Bool
    }

    /// Checks everything after the last entry of the store log, which is signed.
    func verifyTail() throws -> [Damage] {
        var verified = try database.first("SELECT coalesce(max(seq), 0) FROM store_log") { $0.int64(0) } ?? 0
        var damages: [Damage] = []
        while true {
            let progress = try verify(after: verified, batches: 64)
            damages += progress.damages
            verified = progress.verified
            if progress.isAtEnd { return damages }
        }
    }

    /// Checks the next `count` batches after the message `seq`, which must be the last of a batch, or 0.
    func verify(after seq: Int64, batches count: Int) throws -> Progress {
        var chain = try database.first("SELECT chain FROM batches WHERE last_seq = ?", seq) { $0.digest(0) } ?? nil
        var damages: [Damage] = []
        if chain == nil, seq > 0 { damages.append(Damage(seq: seq, what: .chain)) }
        try batches.bind(1, seq)
        try batches.bind(2, count)
        var found: [(first: Int64, last: Int64, chain: Digest?)] = []
        while try batches.step() { found.append((batches.int64(0), batches.int64(1), batches.digest(2))) }
        var verified = seq
        for batch in found {
            if batch.first != verified + 1 { damages.append(Damage(seq: verified + 1, what: .missing)) }
            let computed = try verify(batch.first...batch.last, after: chain ?? BatchChain.origin, &damages)
            if computed != batch.chain { damages.append(Damage(seq: batch.first, what: .chain)) }
            chain = batch.chain
            verified = batch.last
        }
        if found.count < count {
            let head = try database.first("SELECT coalesce(max(seq), 0) FROM messages") { $0.int64(0) } ?? 0
            if head > verified { damages.append(Damage(seq: verified + 1, what: .chain)) }
        }
        return Progress(verified: verified, damages: damages, isAtEnd: found.count < count)
    }

    /// Checks the messages of one batch and returns the chain value that they give.
    private func verify(_ range: ClosedRange<Int64>, after previous: Digest, _ damages: inout [Damage]) throws -> Digest
    {
        var chain = BatchChain(after: previous)
        var expected = range.lowerBound
        try rows.bind(1, range.lowerBound)
        try rows.bind(2, range.upperBound)
        while try rows.step() {
            let seq = rows.int64(0)
            while expected < seq {
                damages.append(Damage(seq: expected, what: .missing))
                expected += 1
            }
            expected = seq + 1
            chain.append(try verifyRow(seq, &damages))
        }
        while expected <= range.upperBound {
            damages.append(Damage(seq: expected, what: .missing))
            expected += 1
        }
        return chain.finish()
    }

    private func verifyRow(_ seq: Int64, _ damages: inout [Damage]) throws -> Digest {
        let id = rows.messageID(7) ?? MessageID(high: 0, low: 0)
        let recorded = rows.digest(10) ?? BatchChain.origin
        if try !hasContent(recorded, of: id) { damages.append(Damage(seq: seq, what: .payload)) }
        let header = LeafHeader(
            tenant: rows.text(1),
            index: UInt64(bitPattern: rows.int64(2)),
            recordedAt: rows.int64(3),
            clock: ClockQuality(rawValue: UInt8(truncatingIfNeeded: rows.int64(4))) ?? .unknown,
            principal: rows.text(5),
            kind: rows.text(6),
            idHigh: id.high,
            idLow: id.low,
            peer: rows.int64(8) == 1 ? nil : rows.digest(9) ?? LeafHeader.noPeer
        )
        let leaf = hasher.leafHash(header, content: recorded)
        if leaf != rows.digest(11) { damages.append(Damage(seq: seq, what: .header)) }
        return leaf
    }

    /// Whether the message of the current row has this content hash; of an erased one nobody can say otherwise.
    private func hasContent(_ hash: Digest, of id: MessageID) throws -> Bool {
        guard let key = try keys.dataKey(rows.int64(12)) else { return true }
        let label = MessageSeal.label(id, hash)
        return rows.withBlob(13) { sealed in
            guard let opened = label.withUnsafeBytes({ try? key.open(sealed, label: $0) }) else { return false }
            return MessageSeal.isWhole(opened, hash, &hasher)
        }
    }
}
