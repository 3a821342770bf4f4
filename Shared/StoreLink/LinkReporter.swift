import Bus
import Messages
import ServiceKit

/// Turns what happens on the link to the store into log lines and readiness.
struct LinkReporter: Sendable {
    let log: Log
    let health: Health
    /// Where the store is looked for, for who reads that it is not there.
    let endpoints: String

    func report(_ event: BusEvent) {
        switch event {
        case .connected(let epoch):
            health.setReady("store")
            log.notice("store is heard", [.epoch: .string(epoch)])
        case .following(let endpoint):
            log.notice("store followed", [.endpoint: .string(endpoint)])
        case .silent:
            health.setNotReady("store", "the evidence-store is not heard at \(endpoints)")
            log.warning("store is not heard", [.endpoint: .string(endpoints)])
        case .keyRefused(let socket):
            health.setNotReady("store", "the evidence-store does not know this key")
            log.error("store refuses this key", [.endpoint: .string(socket)])
        case .workOffered:
            health.setNotReady("work", "the evidence-store has not answered the offer to work yet")
        case .workAnswered(let refused): answered(refused)
        case .answerRefused(let kind, let code):
            log.error("answer refused by the store", [.messageKind: .string(kind.rawValue), .reason: .string(code)])
        case .gap(let kind):
            log.info("hole in a stream, asking for it", [.messageKind: .string(kind.rawValue)])
        case .ended(let reason):
            health.setNotReady("store", "the link to the evidence-store ended; start the service again")
            log.error("link to the store ended", [.reason: .string(reason)])
        case .unreadable(let topic, let reason):
            log.warning(
                "message of the store not readable",
                [.endpoint: .string(String(topic.prefix(100))), .reason: .string(String(reason.prefix(200)))]
            )
        }
    }

    private func answered(_ refused: [WorkKind]) {
        guard !refused.isEmpty else { return health.setReady("work") }
        let kinds = refused.map(\.rawValue).joined(separator: ", ")
        let reason = "this key's role may not take \(kinds); give it the service's role in principals.yaml"
        health.setNotReady("work", reason)
        log.error("store gives this key no such work", [.reason: .string(kinds)])
    }
}
