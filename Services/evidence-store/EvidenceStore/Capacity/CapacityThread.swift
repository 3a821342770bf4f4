import Dispatch
import Glibc
import Messages
import ServiceKit
import Synchronization
import Threading

/// Looks every ten seconds at what the store can run out of, with a reading connection of its own; nothing waits for it.
final class CapacityThread: Sendable {
    private let stopping = DispatchSemaphore(value: 0)
    private let thread: Mutex<DedicatedThread?> = Mutex(nil)

    init(
        _ configuration: JournalConfiguration,
        vault: KeyVault,
        limits: CapacityWatch.Limits,
        state: StoreState,
        log: Log,
        say: @escaping @Sendable (StoreSaying) -> Bool
    ) {
        let stopping = stopping
        let running = DedicatedThread(name: "capacity") {
            let loop = CapacityLoop(configuration, vault, limits, state, log, say)
            repeat { loop.turn() } while stopping.wait(timeout: .now() + loop.pause) == .timedOut
        }
        thread.withLock { $0 = running }
    }

    func stop() {
        stopping.signal()
        thread.withLock { $0 }?.join()
    }
}

/// What the thread does.
private final class CapacityLoop {
    private let configuration: JournalConfiguration
    private let vault: KeyVault
    private let state: StoreState
    private let log: Log
    private let say: @Sendable (StoreSaying) -> Bool
    private var watch: CapacityWatch
    private var reader: JournalReader?
    private var forecast = CapacityForecast(history: [])
    private var nextHistory = Instant(nanoseconds: 0)
    private var last: (messages: Int64, at: Instant)?
    private var duration: Duration = .zero

    /// Between two readings of the history.
    private static let historyPause: Duration = .seconds(60)

    init(
        _ configuration: JournalConfiguration,
        _ vault: KeyVault,
        _ limits: CapacityWatch.Limits,
        _ state: StoreState,
        _ log: Log,
        _ say: @escaping @Sendable (StoreSaying) -> Bool
    ) {
        self.configuration = configuration
        self.vault = vault
        self.state = state
        self.log = log
        self.say = say
        watch = CapacityWatch(limits)
    }

    /// Longer where looking took long: it may take one part in twenty of a core.
    var pause: DispatchTimeInterval { .nanoseconds(Int(max(.seconds(10), duration * 20).nanoseconds)) }

    func turn() {
        let start = MonotonicClock.system.now()
        do {
            let reader = try self.reader ?? JournalReader(configuration, vault: vault)
            self.reader = reader
            let report = try look(reader, at: start)
            state.capacity.withLock { $0 = report }
            for alert in watch.look(at: report) { _ = say(.alert(alert)) }
        } catch {
            reader = nil
            log.debug("capacity could not be looked at", [.error: .error(error)])
        }
        duration = MonotonicClock.system.now() - start
    }

    private func look(_ reader: JournalReader, at instant: Instant) throws -> CapacityReport {
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        if instant >= nextHistory {
            forecast = CapacityForecast(history: try reader.capacityHistory(now: now))
            nextHistory = instant + Self.historyPause
        }
        let (bytes, head) = (try reader.journalBytes(), try reader.head())
        let each = head > 0 ? Double(bytes) / Double(head) : 0
        let disk = configuration.isOnServer ? nil : Self.disk(configuration.directory)
        let sustainable = state.commitCost.withLock { $0.sustainableRate(batch: BatchShare.most) }
        defer { last = (head, instant) }
        let seconds = last.map { Double((instant - $0.at).nanoseconds) * 1e-9 } ?? 0
        let growth = forecast.messagesPerSecond.map { $0 * each }
        return CapacityReport(
            at: now,
            disk: disk,
            journalBytes: bytes,
            bytesPerMessage: each,
            growthBytesPerSecond: growth,
            historySeconds: forecast.span,
            diskFullSeconds: disk.flatMap { forecast.diskFull(free: $0.freeBytes, bytesPerMessage: each) },
            ingestRate: seconds > 0 ? Double(head - (last?.messages ?? head)) / seconds : 0,
            sustainableRate: sustainable,
            throughputFullSeconds: sustainable.flatMap { forecast.throughputFull(sustainable: $0) },
            work: try reader.openWorkByKind(now: now)
        )
    }

    /// What only root may still use counts neither as free nor as room, as in df.
    ///
    /// Source: statvfs(3).
    private static func disk(_ directory: String) -> CapacityReport.Disk? {
        var volume = statvfs()
        guard statvfs(directory, &volume) == 0 else { return nil }
        let block = Int64(volume.f_frsize)
        let used = max(0, Int64(clamping: volume.f_blocks) - Int64(clamping: volume.f_bfree))
        let free = Int64(clamping: volume.f_bavail)
        return .init(totalBytes: (used + free) * block, freeBytes: free * block)
    }
}
