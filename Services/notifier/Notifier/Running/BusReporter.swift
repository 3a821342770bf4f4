import Bus
import Messages
import ServiceKit

/// Turns what happens on the link to the store into log lines and readiness.
struct BusReporter: Sendable {
    let log: Log
    let health: Health

    func report(_ event: BusEvent) {
        switch event {
        case .connected(let epoch):
            health.setReady("store")
            log.notice("store is heard", [.epoch: .string(epoch)])
        case .silent:
            health.setNotReady("store", "the evidence-store is not heard")
            log.warning("store is not heard")
        case .keyRefused(let socket):
            health.setNotReady("store", "the evidence-store does not know this key")
            log.error("store refuses this key", [.endpoint: .string(socket)])
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
                [.endpoint: .string(Plain.line(topic, limit: 100)), .reason: .string(Plain.line(reason))]
            )
        }
    }
}

extension Metrics {
    /// Adds what the bus counts.
    func addBus(_ bus: BusClient) {
        gauge("settei_bus_connected", "Whether the store is heard.") { bus.statistics.isConnected ? 1 : 0 }
        gauge("settei_bus_waiting", "Messages that were never sent.") { Double(bus.statistics.waiting) }
        gauge("settei_bus_in_flight", "Messages without a receipt.") { Double(bus.statistics.inFlight) }
        gauge("settei_bus_items_held", "Items of work held now.") { Double(bus.statistics.itemsHeld) }
    }
}
