import Crypto
import EvidenceLog
import Messages

/// Reads what is attested: the store log's last checkpoint, and proofs between two of its sizes.
protocol CheckpointSource: SendableMetatype {
    /// The last checkpoint; nil before the first.
    func head() throws -> SignedNote?
    /// The proof that the log of `size` entries begins with that of `old`.
    func proof(from old: UInt64, to size: UInt64) throws -> [Digest]
    /// The size of the log at the last cosignature under this name; 0 for none.
    func cosigned(by name: String) throws -> UInt64
    /// The size of the log at the last timestamp of this authority, and when that was.
    func stamped(by authority: String) throws -> (size: UInt64, at: Timestamp)?
}
