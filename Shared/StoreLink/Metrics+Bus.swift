import Bus
import ServiceKit

extension Metrics {
    /// Adds what the bus counts.
    func addBus(_ bus: BusClient) {
        gauge("settei_bus_connected", "Whether the store is heard.") { bus.statistics.isConnected ? 1 : 0 }
        gauge("settei_bus_ready_for_work", "Whether the store gives this replica work.") {
            bus.statistics.isReadyForWork ? 1 : 0
        }
        gauge("settei_bus_waiting", "Messages that were never sent.") { Double(bus.statistics.waiting) }
        gauge("settei_bus_oldest_seconds", "How long the oldest message without a receipt has waited.") {
            Double(bus.statistics.oldest.components.seconds)
                + Double(bus.statistics.oldest.components.attoseconds) * 1e-18
        }
        gauge("settei_bus_in_flight", "Messages without a receipt.") { Double(bus.statistics.inFlight) }
        gauge("settei_bus_items_held", "Items of work held now.") { Double(bus.statistics.itemsHeld) }
        counter("settei_bus_items_received_total", "Items of work that arrived.") {
            Double(bus.statistics.itemsReceived)
        }
        counter("settei_bus_items_redelivered_total", "Items that arrived while held or after they were answered.") {
            Double(bus.statistics.itemsRedelivered)
        }
        counter("settei_bus_items_shed_total", "Items left out because more came than was asked for.") {
            Double(bus.statistics.itemsShed)
        }
        counter("settei_bus_sent_total", "Frames sent to ingest.") { Double(bus.statistics.sent) }
        counter("settei_bus_sent_again_total", "Frames sent again.") { Double(bus.statistics.sentAgain) }
        counter("settei_bus_refused_total", "Messages that the store refused.") { Double(bus.statistics.refused) }
        counter("settei_bus_reconnects_total", "Times that the link was made anew.") {
            Double(bus.statistics.reconnects)
        }
        counter("settei_bus_store_changes_total", "Times that another store was followed than before.") {
            Double(bus.statistics.storeChanges)
        }
        counter("settei_bus_gaps_total", "Holes found in streams.") { Double(bus.statistics.gaps) }
    }
}
