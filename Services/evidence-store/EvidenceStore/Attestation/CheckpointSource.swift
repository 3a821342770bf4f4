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

/// What somebody outside said of a checkpoint: kept beside the log.
enum Attested: Hashable, Sendable {
    /// A cosignature, as a line of a signed note; `position` is the entry that its checkpoint ends with.
    case cosignature(position: Int64, name: String, line: String)
    /// A timestamp token in DER over the SHA-256 of the signed note.
    case timestamp(position: Int64, authority: String, token: [UInt8])
}
