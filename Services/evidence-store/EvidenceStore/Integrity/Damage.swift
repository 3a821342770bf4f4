/// A place of the journal that is not what was recorded.
///
/// Reported, never mended.
struct Damage: Hashable, Sendable {
    enum What: String, Sendable {
        /// The payload does not have the hash that was recorded with it.
        case payload
        /// The header does not have the leaf hash that was recorded with it.
        case header
        /// A batch does not follow from the one before and its messages.
        case chain
        /// A message of a batch is not there.
        case missing
    }

    /// The message; for `chain`, the first of the batch.
    var seq: Int64
    var what: What
}
