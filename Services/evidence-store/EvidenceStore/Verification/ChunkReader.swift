import Crypto
import EvidenceLog
import Keystore
import Messages
import SQL

/// Reads chunks of messages, opens every one, and computes contents and leaves again; one for each thread.
final class ChunkReader {
    private let keys: KeyRing?
    private let names: VerifiedNames
    private let rows: Statement
    private var hasher = LeafHasher()
    private var opened: [UInt8] = []
    private var lastDay: (day: Int64, month: Int64) = (0, 197_001)
    private var label = Array("message\u{0}".utf8)

    /// - Parameter vault: nil: no keys at hand, contents are not looked at.
    init(_ configuration: JournalConfiguration, vault: KeyVault?, names: VerifiedNames) throws {
        let database = try JournalFile.openForReading(configuration.directory)
        keys = try vault.map { try KeyRing(in: database, vault: $0) }
        self.names = names
        rows = try database.prepare(
            """
            SELECT seq, id, owner, principal, kind, tenant, recorded_at, clock, previous, log_index, log_previous, leaf_version,
            peer, key, content_hash, leaf_hash, sealed FROM messages WHERE seq > ?1 AND seq <= ?2 ORDER BY seq
            """
        )
    }

    /// Reads the messages after `seq`, as far as a chunk goes.
    func chunk(after seq: Int64) throws -> RecordChunk {
        defer { rows.reset() }
        try rows.bind(1, seq)
        try rows.bind(2, seq + RecordChunk.count)
        var chunk = RecordChunk()
        chunk.records.reserveCapacity(Int(RecordChunk.count))
        while try rows.step() { try read(into: &chunk) }
        return chunk
    }

    private func read(into chunk: inout RecordChunk) throws {
        let seq = rows.int64(0)
        func fault(_ reason: String) { chunk.faults.append(EvidenceFault(.message(seq), reason)) }
        guard let id = rows.messageID(1), let content = rows.digest(14), let recorded = rows.digest(15) else {
            return fault("its id or hashes are not of their size")
        }
        guard let kind = names.kinds[rows.int64(4)], let principal = names.principals[rows.int64(3)],
            let tenant = names.tenants[rows.int64(5)]
        else { return fault("its kind, principal or tenant is not known") }
        if rows.int64(2) != (kind.isAnswer ? MessageTable.answers : rows.int64(3)) {
            fault("its owner is not who said it")
        }
        if !(1...Int64(LeafHeader.version)).contains(rows.int64(11)) { fault("its leaf is of no known version") }
        guard let clock = UInt8(exactly: rows.int64(7)).flatMap(ClockQuality.init(rawValue:)) else {
            return fault("what it says of the clock is nothing known")
        }
        var peer: Digest?
        if rows.int64(11) >= Int64(LeafHeader.version) {
            peer = rows.isNull(12) ? LeafHeader.noPeer : names.peers[rows.int64(12)]?.hash
            if peer == nil { fault("where it came from is not known") }
        }
        let header = LeafHeader(
            tenant: tenant,
            index: UInt64(bitPattern: rows.int64(9)),
            recordedAt: rows.int64(6),
            clock: clock,
            principal: principal,
            kind: kind.name,
            idHigh: id.high,
            idLow: id.low,
            peer: peer
        )
        let leaf = hasher.leafHash(header, content: content)
        if leaf != recorded { fault("its header is not what was recorded") }
        if let reason = try contentFault(id, content, kind, &chunk) { fault(reason) }
        chunk.records.append(
            RecordChunk.Record(
                seq: seq,
                tenant: rows.int64(5),
                kind: rows.int64(4),
                previous: rows.int64(8),
                index: rows.int64(9),
                logPrevious: rows.int64(10),
                leaf: leaf
            )
        )
    }

    private func contentFault(
        _ id: MessageID,
        _ hash: Digest,
        _ kind: VerifiedNames.KindOfMessage,
        _ chunk: inout RecordChunk
    ) throws -> String? {
        guard let use = names.keys[rows.int64(13)] else { return "its key is not known" }
        if use.month != month(of: rows.int64(6)) || use.purpose != kind.purpose {
            return "its key is of another month or class"
        }
        if use.tenant != rows.int64(5), names.tenants[rows.int64(5)] != "" { return "its key is another tenant's" }
        guard let keys else { return nil }
        guard let key = try keys.dataKey(rows.int64(13)) else {
            chunk.erased += 1
            return nil
        }
        setLabel(id, hash)
        let isWhole = rows.withBlob(16) { sealed in
            label.withUnsafeBytes { label in
                (try? key.open(sealed, label: label, into: &opened)) != nil
                    && MessageSeal.isWhole(opened, hash, &hasher)
            }
        }
        return isWhole ? nil : "its content is not what was recorded"
    }

    /// The month of a time in microseconds; messages in a row are mostly of one day.
    private func month(of time: Int64) -> Int64 {
        let day = time / 86_400_000_000
        if day != lastDay.day || time < 0 { lastDay = (day, Int64(Timestamp(microseconds: time).month)) }
        return lastDay.month
    }

    private func setLabel(_ id: MessageID, _ hash: Digest) {
        label.removeLast(label.count - 8)
        withUnsafeBytes(of: id.high.bigEndian) { label.append(contentsOf: $0) }
        withUnsafeBytes(of: id.low.bigEndian) { label.append(contentsOf: $0) }
        hash.withUnsafeBytes { label.append(contentsOf: $0) }
    }
}

@available(*, unavailable)
extension ChunkReader: Sendable {}
