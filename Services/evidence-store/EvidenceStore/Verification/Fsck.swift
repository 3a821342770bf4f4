import Crypto
import EvidenceLog
import Keystore
import Messages
import SQL

/// Looks at everything that is stored: the files' pages, the database's structure, the evidence, what follows from it, and the keys.
///
/// Changes no row. What cannot be read at all is a fault like any other: the rest is looked at as far as it goes.
struct Fsck {
    /// What is looked at, in this order.
    enum Step: String, CaseIterable, Sendable {
        case files, structure, keys, evidence, holds
        case derived = "derived tables"
    }

    /// What is wrong, and what it was found by.
    struct Fault: Hashable, Sendable, CustomStringConvertible {
        var step: Step
        var text: String
        var description: String { "\(step.rawValue): \(text)" }
    }

    let configuration: JournalConfiguration
    /// Whose signature checkpoints must carry; nil: that of the configuration's signing key.
    var key: Ed25519.PublicKey?
    /// Checkpoints from elsewhere.
    var kept: [KeptCheckpoint] = []
    /// How a rebuild reads messages; only tests read them another way.
    var read: Rebuild.Reader = Rebuild.validated

    /// Does all steps, or some.
    ///
    /// - Parameter progress: is told how much of a step is done, of how much.
    func run(
        _ steps: [Step] = Step.allCases,
        now: Timestamp,
        progress: (Step, _ done: Int, _ of: Int) -> Void = { _, _, _ in }
    ) -> [Fault] {
        var faults: [Fault] = []
        for step in steps {
            do {
                let lines = try lines(of: step, now: now) { progress(step, $0, $1) }
                faults += lines.map { Fault(step: step, text: $0) }
            } catch {
                faults.append(Fault(step: step, text: "\(error)"))
            }
        }
        return faults
    }

    private func lines(of step: Step, now: Timestamp, _ progress: (Int, Int) -> Void) throws -> [String] {
        switch step {
        case .files: return StoredFiles(configuration).faults(progress)
        case .structure: return try structure()
        case .keys: return try keys()
        case .evidence: return try evidence(progress)
        case .holds:
            let database = try JournalFile.openForReading(configuration.directory)
            return try HoldChecks(in: database, vault: KeyVault(reading: configuration.keys)).faults()
        case .derived:
            return try Rebuild.differences(
                in: configuration,
                now: now,
                progress: { progress(Int($0), Int($1)) },
                read: read
            )
        }
    }

    private func structure() throws -> [String] {
        let database = try JournalFile.openForReading(configuration.directory)
        guard configuration.isOnServer else {
            let found = try database.all("PRAGMA integrity_check(1000)") { $0.text(0) }
            return found.filter { $0 != "ok" }
        }
        // The server checks its pages itself where it was made with sums, and counts what it found.
        let failures = try database.first(
            "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()"
        ) { $0.int64(0) }
        guard let failures, failures > 0 else { return [] }
        return ["the server found \(failures) pages whose sum is not theirs"]
    }

    private func keys() throws -> [String] {
        let keys = configuration.keys
        let signing = try SigningKeyFile.key(at: keys.signing).publicKey
        let keystore = try Keystore(path: keys.keystore, master: keys.masterKey(), mode: .readOnly)
        let problems = try keystore.check().map { "keystore: \($0)" }
        let database = try JournalFile.openForReading(configuration.directory)
        let text = try database.first("SELECT checkpoint FROM store_log ORDER BY position DESC LIMIT 1") { $0.text(0) }
        guard let text, let note = try? SignedNote(encoded: text), let name = note.signatures.first?.name,
            note.verified(by: [NoteVerifier(name: name, key: signing)]).isEmpty
        else { return problems }
        return problems + ["\(keys.signing): it did not sign the journal's last checkpoint"]
    }

    private func evidence(_ progress: (Int, Int) -> Void) throws -> [String] {
        let key = try key ?? SigningKeyFile.key(at: configuration.keys.signing).publicKey
        let vault = try KeyVault(reading: configuration.keys)
        let verifier = try EvidenceVerifier(configuration, vault: vault, key: key)
        let head = Int(verifier.head)
        let report = try verifier.run(kept: kept) { progress(Int($0), head) }
        let more = report.faultCount - report.faults.count
        return report.faults.map(\.description) + (more > 0 ? ["and \(more) more"] : [])
    }
}
