import SQL

/// Reads the whole journal from its beginning, a few batches at a time, to find what is not what was recorded.
///
/// For the checkpoint thread: call ``step()`` until it is complete, and give the damage to the journal thread.
final class BackgroundVerification {
    /// Batches read in one short transaction.
    static let batchesOfStep = 16

    private let database: Database
    private let verifier: ChainVerifier
    /// All messages up to this were read.
    private(set) var verified: Int64 = 0
    /// The last message when this began: what comes later is hashed by this process itself.
    let end: Int64
    /// The places that were found, at most a thousand.
    private(set) var damages: [Damage] = []

    init(_ configuration: JournalConfiguration, vault: KeyVault) throws(JournalError) {
        do {
            database = try JournalFile.openForReading(configuration.directory)
            verifier = try ChainVerifier(in: database, keys: KeyRing(in: database, vault: vault))
            end = try database.first("SELECT coalesce(max(last_seq), 0) FROM batches") { $0.int64(0) } ?? 0
        } catch {
            throw JournalError(any: error)
        }
    }

    var isComplete: Bool { verified >= end }

    /// Reads the next batches; returns the damage in them.
    func step() throws -> [Damage] {
        guard !isComplete else { return [] }
        let progress = try database.transaction(.deferred) {
            try verifier.verify(after: verified, batches: Self.batchesOfStep)
        }
        verified = progress.isAtEnd ? max(end, progress.verified) : progress.verified
        damages += progress.damages.prefix(max(0, 1_000 - damages.count))
        return progress.damages
    }
}

@available(*, unavailable)
extension BackgroundVerification: Sendable {}
