import Messages
import Synchronization

/// Keeps the alerts that were planned last, because their deliveries follow within milliseconds.
///
/// Holds at most ``capacity`` alerts; the one that was put in first goes first.
final class AlertCache: Sendable {
    private struct State {
        var alerts: [MessageID: Alert] = [:]
        var order: [MessageID] = []
        var oldest = 0
    }

    let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int = 4_096) { self.capacity = max(capacity, 1) }

    subscript(id: MessageID) -> Alert? { state.withLock { $0.alerts[id] } }

    func insert(_ alert: Alert) {
        state.withLock { state in
            guard state.alerts.updateValue(alert, forKey: alert.id) == nil else { return }
            if state.order.count < capacity { return state.order.append(alert.id) }
            state.alerts[state.order[state.oldest]] = nil
            state.order[state.oldest] = alert.id
            state.oldest = (state.oldest + 1) % capacity
        }
    }
}
