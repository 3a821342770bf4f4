import Access
import ServiceKit
import Synchronization

extension StoreMetrics {
    static func registerAccess(in metrics: Metrics, _ store: StoreService) {
        let access = store.access
        func counter(_ verdict: String, _ read: @escaping @Sendable () -> Int) {
            metrics.counter("settei_store_zap_total", "Answers on keys, by verdict.", labels: ["verdict": verdict]) {
                Double(read())
            }
        }
        counter("accepted") { access.accepted.load(ordering: .relaxed) }
        counter("refused") { access.refused.load(ordering: .relaxed) }
        counter("put-off") { access.putOff.load(ordering: .relaxed) }
        metrics.gauge(
            "settei_store_principals_held_back",
            "1 when the list of principals has mistakes: the one before it counts, and a start would fail."
        ) {
            store.state.principalsHeldBack.load(ordering: .relaxed) ? 1 : 0
        }
        for domain in AccessDomain.allCases {
            metrics.gauge(
                "settei_store_keys_in_several_places",
                "Keys that were used from more than one address since the list of principals was read last, by side.",
                labels: ["side": domain.rawValue]
            ) {
                Double(store.state.front.withLock { $0.keysInSeveralPlaces[domain] ?? 0 })
            }
        }
    }
}
