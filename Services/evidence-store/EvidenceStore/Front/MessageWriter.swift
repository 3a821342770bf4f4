import JSON
import Messages

/// Writes the small JSON of the feed into memory that is used again.
struct MessageWriter: Sendable {
    private var writer = JSONWriter(reservingCapacity: 512)

    mutating func position(_ position: Position) -> [UInt8] {
        writer.removeAll(keepingCapacity: true)
        position.write(to: &writer)
        return writer.bytes
    }

    mutating func heartbeat(epoch: String, time: Timestamp, heads: [String: Int64]?, policy: String?) -> [UInt8] {
        writer.removeAll(keepingCapacity: true)
        writer.beginObject()
        writer.key("epoch")
        writer.string(epoch)
        writer.key("time")
        writer.string(time.text)
        if let heads {
            writer.key("heads")
            writer.beginObject()
            for (kind, head) in heads.sorted(by: { $0.key < $1.key }) {
                writer.key(kind)
                writer.int(head)
            }
            writer.endObject()
        }
        if let policy {
            writer.key("policy")
            writer.string(policy)
        }
        writer.endObject()
        return writer.bytes
    }

    mutating func hello(epoch: String, takes: WorkKindSet) -> [UInt8] {
        writer.removeAll(keepingCapacity: true)
        writer.beginObject()
        writer.key("hello")
        writer.beginObject()
        writer.key("epoch")
        writer.string(epoch)
        writer.key("takes")
        writer.beginArray()
        for kind in WorkKind.allCases where takes.contains(WorkKindSet(kind)) { writer.string(kind.rawValue) }
        writer.endArray()
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
