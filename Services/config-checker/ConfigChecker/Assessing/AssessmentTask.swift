import Bus
import Messages
import Threading

/// One change to assess, and what its answer must say about the work.
struct AssessmentTask: Sendable {
    /// The `config.changed` message, as recorded.
    let bytes: [UInt8]
    /// The item, which is the answer's id.
    let item: MessageID
    /// Why it is assessed.
    let trigger: Trigger
    /// Which time the item was given out.
    let attempt: Int
    /// This process's inbox.
    let replica: String
    /// When the item arrived.
    let receivedAt: Timestamp

    init(
        bytes: [UInt8],
        item: MessageID,
        trigger: Trigger,
        attempt: Int,
        replica: String,
        receivedAt: Timestamp
    ) {
        self.bytes = bytes
        self.item = item
        self.trigger = trigger
        self.attempt = attempt
        self.replica = replica
        self.receivedAt = receivedAt
    }

    /// Takes an item as the bus gives it.
    init(_ item: WorkItem) {
        self.init(
            bytes: item.bytes,
            item: item.item,
            trigger: item.work.trigger ?? .change,
            attempt: item.work.attempt,
            replica: item.replica,
            receivedAt: Timestamp(milliseconds: item.receivedAt.milliseconds)
        )
    }
}
