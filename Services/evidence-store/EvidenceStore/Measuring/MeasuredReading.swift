import Crypto
package import EvidenceLog
import Keystore
package import Messages
import SQL

/// What reads a journal, as the benchmark program drives it: verification, proofs, and the messages' ids.
package final class MeasuredReading {
    private let configuration: JournalConfiguration
    private let reader: JournalReader
    private let evidence: EvidenceReader

    /// Opens the journal in a directory to read it.
    package init(directory: String) throws {
        configuration = JournalConfiguration(directory: directory)
        reader = try JournalReader(configuration)
        evidence = try EvidenceReader(reader, signing: configuration.keys.signing)
    }

    /// Verifies everything, as `settei evidence verify` does, and returns how many messages.
    /// - Throws: where anything is not what was recorded.
    package func verify(threads: Int) throws -> Int {
        let key = try SigningKeyFile.key(at: configuration.keys.signing).publicKey
        let vault = try KeyVault(reading: configuration.keys)
        let verifier = try EvidenceVerifier(configuration, vault: vault, key: key, threads: threads)
        let report = try verifier.run()
        guard report.faultCount == 0 else {
            throw MeasuringError(description: "\(report.faultCount) faults: \(report.faults.first?.description ?? "")")
        }
        return Int(report.messages)
    }

    /// The id of the message with a number; nil where there is none.
    package func id(of seq: Int64) throws -> MessageID? { try reader.recorded.message(seq)?.id }

    /// The proofs of the messages with an id, as `settei evidence prove` asks for them.
    package func proofs(of id: MessageID) throws -> [TlogProof] {
        try evidence.proofs(of: id, tenants: nil).map(\.proof)
    }

    /// How many messages are in a tenant's log.
    package func size(ofLog tenant: String) throws -> Int64 {
        try reader.database.first("SELECT size FROM tenants WHERE name = ?1", tenant) { $0.int64(0) } ?? 0
    }
}

@available(*, unavailable)
extension MeasuredReading: Sendable {}
