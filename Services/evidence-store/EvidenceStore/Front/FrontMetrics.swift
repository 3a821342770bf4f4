import Access
import Messages
import ServiceKit

/// The instruments of the socket thread; adding to one costs an uncontended atomic addition.
struct FrontMetrics: Sendable {
    let received: [AccessDomain: Counter]
    let receivedBytes: Counter
    let heartbeats: Counter
    let dropped: [IngestDrop: Counter]
    let recorded: [Kind: Counter]
    let repeats: [Kind: Counter]
    let refused: [RefusalCode: Counter]
    let later: [LaterCode: Counter]
    let refusalsUnkept: Counter
    let receiptMessages: Counter
    let logMessages: Counter
    let workSent: [WorkKind: Counter]
    let workFailed: [AttemptFailure: Counter]
    let workDead: [WorkKind: Counter]
    let queries: [QueryRequest.Operation: Counter]
    let queryErrors: [QueryErrorCode: Counter]
    let connections: Counter
    let disconnections: [AccessDomain: Counter]
    let feedsReopened: [AccessDomain: Counter]
    let connectionTrouble: [ConnectionTrouble: Counter]
    let ingestToCommit: Histogram
    let commitSize: Histogram
    let commitToAnswer: [WorkKind: Histogram]
    let querySeconds: Histogram
    private let limitedBy: LimitedCounters

    /// The counter of what a principal was put off for; made when it is first needed.
    func limited(_ principal: String, _ limit: Allowance.Limit) -> Counter { limitedBy.counter(principal, limit) }

    init(_ metrics: Metrics) {
        limitedBy = LimitedCounters(metrics)
        func counters<Label: RawRepresentable<String> & CaseIterable & Hashable>(
            _ name: String,
            _ help: String,
            _ label: String
        ) -> [Label: Counter] {
            Dictionary(
                uniqueKeysWithValues: Label.allCases.map { word in
                    (word, metrics.counter("settei_store_\(name)_total", help, labels: [label: word.rawValue]))
                }
            )
        }
        func counter(_ name: String, _ help: String) -> Counter { metrics.counter("settei_store_\(name)_total", help) }
        received = counters("received", "Messages that came to ingest, by side.", "side")
        receivedBytes = counter("received_bytes", "Bytes of messages that came to ingest.")
        heartbeats = counter("heartbeats", "Heartbeats of replicas.")
        dropped = counters("dropped", "Messages that nobody could be answered for, by reason.", "reason")
        recorded = counters("recorded", "Messages that were recorded and receipted, by kind.", "kind")
        repeats = counters("repeats", "Messages that were recorded before, by kind.", "kind")
        refused = counters("refused", "Messages that were refused for good, by code.", "code")
        later = counters("later", "Messages that were put off, by code.", "code")
        refusalsUnkept = counter("refusals_unkept", "Refusals of which no evidence was kept: the queue was full.")
        receiptMessages = counter("receipt_messages", "Messages on receipt topics; each holds many receipts.")
        logMessages = counter("log_messages", "Messages published on log topics.")
        workSent = counters("work_sent", "Items of work given out, repeats included, by kind.", "kind")
        workFailed = counters("work_failed", "Items that left a replica without an answer, by reason.", "reason")
        workDead = counters("work_dead", "Items that were given up, by kind.", "kind")
        queries = counters("queries", "Questions, by operation.", "op")
        queryErrors = counters("query_errors", "Questions that were not answered, by code.", "code")
        connections = counter("connections", "TCP connections that were accepted.")
        let ended = "Connections that ended, by side: the peer's end, or ours where a message is over 1 MiB."
        disconnections = counters("disconnections", ended, "side")
        let reopened = "How often everybody on a feed had to show his key anew, because one was taken away, by side."
        feedsReopened = counters("feeds_reopened", reopened, "side")
        connectionTrouble = counters("connection_failures", "Connections that failed, by what at.", "what")
        ingestToCommit = metrics.histogram(
            "settei_store_ingest_to_commit_seconds",
            "From a message's arrival to its receipt, which follows the fsync."
        )
        commitSize = metrics.histogram(
            "settei_store_commit_messages",
            "Messages of one transaction.",
            buckets: Histogram.sizes
        )
        commitToAnswer = Dictionary(
            uniqueKeysWithValues: WorkKind.allCases.map { kind in
                let name = "settei_store_commit_to_answer_seconds"
                let help = "From the record of what is to be worked on to the record of the answer."
                return (kind, metrics.histogram(name, help, labels: ["kind": kind.rawValue]))
            }
        )
        querySeconds = metrics.histogram("settei_store_query_seconds", "From a question to its answer.")
    }
}

/// What a connection can fail at.
enum ConnectionTrouble: String, CaseIterable, Hashable, Sendable {
    case acceptFailed = "accept"
    case handshakeProtocol = "handshake-protocol"
    case handshakeAuth = "handshake-auth"
    case handshakeOther = "handshake-other"
}

extension Dictionary where Value == Counter {
    /// Counts one event of a label.
    func count(_ label: Key) { self[label]?.increment() }
}
