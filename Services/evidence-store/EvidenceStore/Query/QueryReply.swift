import JSON
import Messages

/// An answer, ready to be sent: a header frame, then position and message of each message.
struct QueryReply: Sendable {
    private(set) var frames: [[UInt8]]
    /// Why it is not an answer; nil where it is one.
    let error: QueryErrorCode?

    init(refusal: QueryRefusal) {
        self.init(
            header: QueryReplyHeader(
                id: refusal.id,
                status: .error,
                code: refusal.code,
                message: refusal.message,
                retryAfterMilliseconds: refusal.retryAfterMilliseconds
            )
        )
    }

    /// An answer of a header alone, or with a body, which is a JSON object.
    init(header: QueryReplyHeader, body: JSONWriter? = nil) {
        error = header.code
        frames = [Self.encode(header, body: body)]
    }

    /// An answer of messages.
    init(header: QueryReplyHeader, messages: [RecordedMessage], epoch: String) {
        error = header.code
        frames = [Self.encode(header, body: nil)]
        frames.reserveCapacity(1 + 2 * messages.count)
        var writer = JSONWriter(reservingCapacity: 256)
        for message in messages {
            writer.removeAll(keepingCapacity: true)
            message.position(in: epoch).write(to: &writer)
            frames.append(writer.bytes)
            frames.append(message.bytes)
        }
    }

    /// An answer whose body somebody else wrote.
    init(header: QueryReplyHeader, body: RawJSON) {
        var writer = JSONWriter()
        writer.raw(body.bytes)
        self.init(header: header, body: writer)
    }

    private static func encode(_ header: QueryReplyHeader, body: JSONWriter?) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 128 + (body?.bytes.count ?? 0))
        writer.beginObject()
        writer.key("id")
        writer.string(header.id)
        writer.key("status")
        writer.string(header.status.rawValue)
        if let code = header.code {
            writer.key("code")
            writer.string(code.rawValue)
        }
        if let message = header.message {
            writer.key("message")
            writer.string(message)
        }
        if let milliseconds = header.retryAfterMilliseconds {
            writer.key("retryAfterMilliseconds")
            writer.int(milliseconds)
        }
        if let cursor = header.cursor {
            writer.key("cursor")
            writer.string(cursor)
        }
        if let more = header.more {
            writer.key("more")
            writer.bool(more)
        }
        if let count = header.count {
            writer.key("count")
            writer.int(count)
        }
        if let body {
            writer.key("body")
            writer.raw(body.bytes)
        }
        writer.endObject()
        return writer.bytes
    }
}

extension RecordedMessage {
    /// Where the message stands, as the feed and the replay say it.
    func position(in epoch: String) -> Position {
        Position(
            epoch: epoch,
            seq: seq,
            previous: previous,
            index: index,
            recordedAt: recordedAt,
            principal: principal,
            erased: isErased ? true : nil
        )
    }
}
