import Access
import EvidenceLog
import Messages
import ServiceKit
import Synchronization
import Threading

/// The gauges of the store, read when somebody asks.
enum StoreMetrics {
    static func register(in metrics: Metrics, _ store: StoreService) {
        registerQueues(in: metrics, store)
        registerWork(in: metrics, store)
        registerJournal(in: metrics, store)
        registerAccess(in: metrics, store)
        store.state.copy.register(in: metrics)
        registerClock(in: metrics, store)
        store.state.registerCapacity(in: metrics)
    }

    private static func registerClock(in metrics: Metrics, _ store: StoreService) {
        let state = store.state
        metrics.gauge("settei_store_clock_synchronised", "1 while the kernel says that the clock is kept in step.") {
            state.clock.withLock { $0.quality == .synchronised } ? 1 : 0
        }
        metrics.gauge("settei_store_clock_offset_seconds", "How far the clock is from its reference.") {
            state.clock.withLock { Double($0.offsetMicroseconds) / 1_000_000 }
        }
        metrics.gauge("settei_store_clock_error_seconds", "The most that the clock can be wrong.") {
            state.clock.withLock { Double($0.maximumErrorMicroseconds) / 1_000_000 }
        }
    }

    private static func registerQueues(in metrics: Metrics, _ store: StoreService) {
        let (queue, readers, state) = (store.queue, store.readers, store.state)
        func gauge(_ queue: String, _ read: @escaping @Sendable () -> Int) {
            metrics.gauge("settei_store_queue_length", "Elements that wait, by queue.", labels: ["queue": queue]) {
                Double(read())
            }
        }
        gauge("ingest") { queue.count }
        gauge("query") { readers.waiting }
        gauge("receipts") { state.front.withLock { $0.pendingReplies } }
        gauge("long-polls") { state.front.withLock { $0.waitingReplays } }
        for (name, side) in [("ingest", AccessDomain.external), ("answers", .internal)] {
            let help = "How long the oldest element has waited, by queue."
            metrics.gauge("settei_store_queue_age_seconds", help, labels: ["queue": name]) {
                Double(queue.age(side).nanoseconds) * 1e-9
            }
        }
        metrics.gauge("settei_store_ingest_queue_flows", "Tenants and principals with messages that wait for the disk.")
        {
            Double(queue.activeFlows)
        }
        metrics.gauge("settei_store_ingest_queue_capacity", "Messages that may wait for the disk.") {
            Double(queue.capacity)
        }
        metrics.gauge("settei_store_ingest_queue_bytes", "Bytes of messages that wait for the disk.") {
            Double(queue.queuedBytes)
        }
    }

    private static func registerWork(in metrics: Metrics, _ store: StoreService) {
        let state = store.state
        metrics.gauge("settei_store_work_open", "Open items of work in memory.") {
            Double(state.front.withLock { $0.openItems })
        }
        metrics.gauge("settei_store_work_open_bytes", "Bytes of open items in memory.") {
            Double(state.front.withLock { $0.openBytes })
        }
        metrics.gauge("settei_store_work_out", "Items of work that replicas hold.") {
            Double(state.front.withLock { $0.itemsOut })
        }
        metrics.gauge("settei_store_work_beyond_memory", "1 while the journal has open work that is not in memory.") {
            state.front.withLock { $0.windowIsPartial } ? 1 : 0
        }
        for service in [Role.configChecker, .notifier, .policyRegistry].map(\.rawValue) {
            let labels = ["service": service]
            metrics.gauge("settei_store_replicas", "Replicas that are heard of.", labels: labels) {
                Double(state.front.withLock { $0.replicas.count { $0.service == service } })
            }
            metrics.gauge("settei_store_replicas_ready", "Replicas that can be given work.", labels: labels) {
                Double(state.front.withLock { $0.replicas.count { $0.service == service && $0.isReady } })
            }
        }
    }

    private static func registerJournal(in metrics: Metrics, _ store: StoreService) {
        let state = store.state
        metrics.gauge("settei_store_journal_writable", "1 while the journal takes messages.") {
            state.isWritable.load(ordering: .relaxed) ? 1 : 0
        }
        metrics.gauge("settei_store_journal_head", "The last number in the journal.") {
            Double(state.front.withLock { $0.heads.values.max() ?? 0 })
        }
        metrics.counter("settei_store_commits_total", "Transactions.") {
            Double(state.commits.load(ordering: .relaxed))
        }
        metrics.counter("settei_store_failed_commits_total", "Transactions that failed and left nothing.") {
            Double(state.failedCommits.load(ordering: .relaxed))
        }
        for reason in OperatorReason.allCases.map(\.rawValue) {
            let labels = ["reason": reason]
            metrics.counter("settei_store_operator_alerts_total", "Times that operators must look.", labels: labels) {
                Double(state.operatorAlerts.withLock { $0[reason] ?? 0 })
            }
        }
        metrics.gauge("settei_store_verified_messages", "Messages read by the background check since the start.") {
            Double(state.verified.load(ordering: .relaxed))
        }
        metrics.gauge("settei_store_messages_to_verify", "Messages that the background check has to read.") {
            Double(state.toVerify.load(ordering: .relaxed))
        }
        metrics.gauge("settei_store_damages", "Places of the journal found not to be what was recorded.") {
            Double(state.damages.load(ordering: .relaxed))
        }
        metrics.gauge("settei_store_log_pages", "Pages of the write-ahead log that are not copied back.") {
            Double(state.logPages.load(ordering: .relaxed))
        }
    }
}
