import Access
import Messages

/// Who waits for the result of a message that went to the journal.
struct PendingReply: Sendable {
    let mark: IngestMark
    let domain: AccessDomain
    /// Nil where it was refused and could not be read.
    let kind: Kind?
    /// On the monotonic clock, for the latency histogram.
    let receivedAt: Nanoseconds
    /// Present where the message was refused before it came to the journal.
    var refusal: IngestRefusal?
}

/// Keeps what a result must be answered with, by the number that travels to the journal and back.
struct ReplyTable: Sendable {
    private var slots: [PendingReply?] = []
    private var free: [Int] = []

    /// Messages on their way.
    private(set) var count = 0

    mutating func insert(_ reply: PendingReply) -> ReplyHandle {
        count += 1
        if let index = free.popLast() {
            slots[index] = reply
            return ReplyHandle(index: index)
        }
        slots.append(reply)
        return ReplyHandle(index: slots.count - 1)
    }

    mutating func remove(_ handle: ReplyHandle) -> PendingReply? {
        guard slots.indices.contains(handle.index), let reply = slots[handle.index].take() else { return nil }
        free.append(handle.index)
        count -= 1
        return reply
    }
}
