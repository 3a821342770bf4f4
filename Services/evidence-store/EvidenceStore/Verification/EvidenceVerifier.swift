import Crypto
import EvidenceLog
import Messages
import SQL

/// Verifies a whole journal: every content against its leaf, every leaf against its tree, every tile, every entry of the store
/// log and every checkpoint.
///
/// Beside a running store it verifies what is there when it begins. Memory grows with the number of tenants, not of messages.
final class EvidenceVerifier {
    /// What a verification found.
    struct Report: Sendable {
        var messages: Int64 = 0
        var erased = 0
        var entries: Int64 = 0
        var tenants = 0
        /// Messages after the last entry: the store signs them within a second while it runs.
        var unsigned: Int64 = 0
        /// At most ``EvidenceVerifier/keptFaults``.
        var faults: [EvidenceFault] = []
        var faultCount = 0
    }

    /// Faults kept to be shown; all are counted.
    static let keptFaults = 1_000

    private let configuration: JournalConfiguration
    private let vault: KeyVault?
    private let threads: Int
    private let database: Database
    private let names: VerifiedNames
    private let signers: JournalSigners
    /// The last message that is verified: the last when this was made.
    let head: Int64
    private var report = Report()

    /// - Parameters:
    ///   - vault: nil where the keys are not at hand: contents are not looked at then.
    ///   - key: whose signature checkpoints must carry.
    init(_ configuration: JournalConfiguration, vault: KeyVault?, key: Ed25519.PublicKey, threads: Int = 2) throws {
        self.configuration = configuration
        self.vault = vault
        self.threads = threads
        database = try JournalFile.openForReading(configuration.directory)
        names = try VerifiedNames(in: database)
        signers = JournalSigners(origins: try JournalOrigins(in: database), key: key)
        head = try database.first("SELECT coalesce(max(last_seq), 0) FROM batches") { $0.int64(0) } ?? 0
    }

    /// Reads everything once.
    ///
    /// - Parameters:
    ///   - kept: checkpoints from elsewhere, which the journal must have all of.
    ///   - progress: is told how many messages were verified.
    func run(kept: [KeptCheckpoint] = [], progress: (Int64) -> Void = { _ in }) throws -> Report {
        let (configuration, vault, names) = (configuration, vault, names)
        let chunks = Int((head + RecordChunk.count - 1) / RecordChunk.count)
        let pipeline = ChunkPipeline(count: chunks, threads: threads) {
            try ChunkReader(configuration, vault: vault, names: names)
        }
        defer { pipeline.stop() }
        let trees = try TreeCheck(in: database) { names.tenants[$0] ?? "" }
        let entries = try EntryCheck(in: database, signers: signers, names: names)
        let order = try OrderCheck(in: database, trees: trees, entries: entries)
        for number in 0..<chunks {
            let chunk = try pipeline.take(number)
            add(chunk.faults)
            report.erased += chunk.erased
            var faults: [EvidenceFault] = []
            for record in chunk.records where record.seq <= head { try order.check(record, &faults) }
            add(faults)
            progress(min(head, Int64(number + 1) * RecordChunk.count))
        }
        var faults: [EvidenceFault] = []
        try order.finish(head: head, in: database, &faults)
        faults += try RowChecks(in: database, names: names, vault: vault).faults(trees, signers: signers)
        for checkpoint in kept { faults += try checkpoint.fault(in: database, signers: signers).map { [$0] } ?? [] }
        add(faults)
        report.messages = order.count
        report.entries = entries.count
        report.unsigned = head - entries.covered
        report.tenants = names.tenants.count
        return report
    }

    private func add(_ faults: [EvidenceFault]) {
        report.faultCount += faults.count
        report.faults += faults.prefix(max(0, Self.keptFaults - report.faults.count))
    }
}

@available(*, unavailable)
extension EvidenceVerifier: Sendable {}
