public import Messages

/// A message as the feed or a query gives it: where it stands, and its bytes as recorded.
public struct FeedMessage: Sendable, Hashable {
    /// Where it stands in the journal.
    public let position: Position
    /// The whole message; for an erased one its header with `erased: true`.
    public let bytes: [UInt8]

    /// Takes both.
    public init(position: Position, bytes: [UInt8]) {
        self.position = position
        self.bytes = bytes
    }

    /// Its number in the journal; 0 where it has none.
    public var seq: Int64 { position.seq ?? 0 }
}
