import Access
import JSON
import Messages

/// Collects receipts until the end of a turn of the loop, so that a sender gets them in one message.
struct ReceiptBatches: Sendable {
    struct Batch: Sendable {
        let domain: AccessDomain
        let sender: SenderID
        var writer: JSONWriter
        var count = 0
    }

    private struct Key: Hashable {
        let domain: AccessDomain
        let sender: SenderID
    }

    private var places: [Key: Int] = [:]
    private(set) var batches: [Batch] = []

    var isEmpty: Bool { batches.isEmpty }

    mutating func add(
        _ status: Receipt.Status,
        id: MessageID?,
        code: String? = nil,
        retryAfter: Duration? = nil,
        to mark: IngestMark,
        _ domain: AccessDomain
    ) {
        let key = Key(domain: domain, sender: mark.sender)
        let place: Int
        if let known = places[key] {
            place = known
        } else {
            place = batches.count
            places[key] = place
            var batch = Batch(domain: domain, sender: mark.sender, writer: JSONWriter(reservingCapacity: 1_024))
            batch.writer.beginObject()
            batch.writer.key("receipts")
            batch.writer.beginArray()
            batches.append(batch)
        }
        let milliseconds = retryAfter.map { $0.microseconds / 1_000 }
        Receipt(token: mark.token, id: id, status: status, code: code, retryAfterMilliseconds: milliseconds)
            .write(to: &batches[place].writer)
        batches[place].count += 1
    }

    /// Hands over the messages and begins anew.
    mutating func finish(_ send: (Batch) -> Void) {
        for var batch in batches {
            batch.writer.endArray()
            batch.writer.endObject()
            send(batch)
        }
        batches.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }
}
