import Messages

/// A message as it stands in the journal.
struct RecordedMessage: Sendable {
    var kind: Kind
    var seq: Int64
    /// The seq of the message before it in the stream of its kind; 0 at the beginning.
    var previous: Int64
    /// The place in the tenant's log, from 0.
    var index: Int64
    var id: MessageID
    var tenant: String?
    var principal: String
    var recordedAt: Timestamp
    var bytes: [UInt8]
    /// The bytes are not those that were recorded: their hash differs.
    ///
    /// Always said, never mended.
    var isDamaged = false
    /// Its key was destroyed: only the header is left.
    var isErased = false
    /// The version of its leaf: 1 for what a release without sealing recorded.
    var leafVersion = 2
}
