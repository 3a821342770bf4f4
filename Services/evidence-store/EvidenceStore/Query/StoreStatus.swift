import JSON
import Messages
import ServiceKit
import Synchronization

/// The body of `status`.
struct StoreStatus {
    let journal: JournalStatus
    let front: FrontSnapshot
    let state: StoreState
    let queue: IngestQueue

    func write(to writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.member("epoch", journal.epoch)
        writer.member("version", productVersion)
        writer.key("heads")
        writer.beginObject()
        for (kind, head) in journal.heads.sorted(by: { $0.key < $1.key }) { writer.member(kind, head) }
        writer.endObject()
        writer.member("policy", front.policy)
        writeQueues(to: &writer)
        writeReplicas(to: &writer)
        writeIntegrity(to: &writer)
        state.copy.write(to: &writer)
        if let capacity = state.capacity.withLock({ $0 }) {
            writer.key("capacity")
            try JSONTreeEncoder().encode(capacity, into: &writer)
        }
        writer.key("journal")
        try JSONTreeEncoder().encode(journal, into: &writer)
        writer.endObject()
    }

    private func writeQueues(to writer: inout JSONWriter) {
        writer.key("queues")
        writer.beginObject()
        writer.member("ingest", queue.count)
        writer.member("ingestCapacity", queue.capacity)
        writer.member("ingestBytes", queue.queuedBytes)
        writer.member("pendingReceipts", front.pendingReplies)
        writer.member("openItems", front.openItems)
        writer.member("itemsOut", front.itemsOut)
        writer.member("waitingReplays", front.waitingReplays)
        writer.member("openChecks", front.openChecks)
        writer.endObject()
    }

    private func writeReplicas(to writer: inout JSONWriter) {
        writer.key("replicas")
        writer.beginArray()
        for replica in front.replicas.sorted(by: { ($0.service, $0.sender) < ($1.service, $1.sender) }) {
            writer.beginObject()
            writer.member("sender", replica.sender)
            writer.member("service", replica.service)
            writer.member("ready", replica.isReady)
            writer.member("draining", replica.isDraining)
            writer.member("credit", replica.credit)
            writer.member("out", replica.out)
            writer.member("policy", replica.policy)
            writer.endObject()
        }
        writer.endArray()
    }

    private func writeIntegrity(to writer: inout JSONWriter) {
        let (verified, end) = (state.verified.load(ordering: .relaxed), state.toVerify.load(ordering: .relaxed))
        writer.key("integrity")
        writer.beginObject()
        writer.member("verified", verified)
        writer.member("toVerify", end)
        writer.member("damages", journal.damages.count)
        writer.member("writable", state.isWritable.load(ordering: .relaxed))
        writer.endObject()
    }
}
