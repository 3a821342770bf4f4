/// How much somebody, a principal or a tenant, may send and ask; what is not said is the store's default.
///
/// Above a rate the receipt is `later` with the code `rate-limited` and a time. Source: PROTOCOL.md, section 10.
public struct FlowLimits: Codable, Hashable, Sendable {
    /// The most bytes of one message; a larger one is refused for good.
    public var messageBytes: Int?
    /// Messages a second, over time.
    public var messagesPerSecond: Int?
    /// Messages at once, after a pause.
    public var messageBurst: Int?
    /// Bytes a second, over time.
    public var bytesPerSecond: Int?
    /// Bytes at once, after a pause.
    public var byteBurst: Int?
    /// Questions without an answer.
    public var queries: Int?

    /// Takes all fields.
    public init(
        messageBytes: Int? = nil,
        messagesPerSecond: Int? = nil,
        messageBurst: Int? = nil,
        bytesPerSecond: Int? = nil,
        byteBurst: Int? = nil,
        queries: Int? = nil
    ) {
        self.messageBytes = messageBytes
        self.messagesPerSecond = messagesPerSecond
        self.messageBurst = messageBurst
        self.bytesPerSecond = bytesPerSecond
        self.byteBurst = byteBurst
        self.queries = queries
    }

    /// Every field by its name, with the values that it may have.
    ///
    /// Bursts of bytes hold the largest message, so that none is put off for ever.
    public static var fields: [(name: String, path: WritableKeyPath<FlowLimits, Int?>, range: ClosedRange<Int>)] {
        [
            ("messageBytes", \.messageBytes, 1_024...Message.maximumBytes),
            ("messagesPerSecond", \.messagesPerSecond, 1...1_000_000),
            ("messageBurst", \.messageBurst, 1...10_000_000),
            ("bytesPerSecond", \.bytesPerSecond, 1_024...(1 << 34)),
            ("byteBurst", \.byteBurst, Message.maximumBytes...(1 << 36)),
            ("queries", \.queries, 1...10_000),
        ]
    }
}
