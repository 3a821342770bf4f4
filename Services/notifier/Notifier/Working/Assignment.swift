import Bus
import Messages
import Threading

/// Holds one item of work with its message read: what is to be done, about what, and what the answer must repeat.
struct Assignment: Sendable {
    let work: Position.Work
    let message: ReceivedMessage
    /// This replica, for the answer.
    let replica: String
    let receivedAt: Timestamp

    init(work: Position.Work, message: ReceivedMessage, replica: String, receivedAt: Timestamp) {
        self.work = work
        self.message = message
        self.replica = replica
        self.receivedAt = receivedAt
    }

    init(_ item: WorkItem) throws {
        self.init(
            work: item.work,
            message: try ReceivedMessage(item.bytes),
            replica: item.replica,
            receivedAt: Timestamp(milliseconds: item.receivedAt.milliseconds)
        )
    }

    /// The tenant whose message this is.
    var tenant: String { message.header.tenant ?? "" }

    func done(at time: Timestamp) -> WorkDone {
        WorkDone(item: work.item, attempt: work.attempt, replica: replica, receivedAt: receivedAt, finishedAt: time)
    }

    /// Returns the answer, whose id is the item's and whose cause is the message that was worked on.
    func answer(_ kind: Kind, subject: String, at time: Timestamp, data: some Encodable) throws -> Message {
        try Message(
            MessageHeader(
                id: work.item,
                kind: kind,
                source: "//settei/notifier",
                tenant: tenant,
                subject: subject,
                time: time,
                causation: message.header.id,
                traceparent: message.header.traceparent
            ),
            data: data
        )
    }
}
