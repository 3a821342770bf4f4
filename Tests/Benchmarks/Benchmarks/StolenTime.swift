import Glibc
import Synchronization
import TestSupport
import Threading

/// When the host under a virtual machine gave this machine's processors to others: ``HostTime`` over a run.
final class StolenTime: Sendable {
    private let looks: Mutex<[Look]> = Mutex([])
    private let isStopping = Atomic<Bool>(false)
    private let thread: Mutex<DedicatedThread?> = Mutex(nil)

    private struct Look {
        let time: Instant
        let stolen: Double
    }

    /// Looks ten times a second from now on.
    init() {
        look()
        let running = DedicatedThread(name: "stolen time") { [self] in
            while !isStopping.load(ordering: .relaxed) {
                usleep(100_000)
                look()
            }
        }
        thread.withLock { $0 = running }
    }

    /// The part of the processors' time that was stolen from `start` to `end`, between 0 and 1.
    func part(from start: Instant, to end: Instant) -> Double {
        looks.withLock { looks in
            guard let first = looks.lastIndex(where: { $0.time <= start }) ?? looks.indices.first,
                let last = looks[first...].firstIndex(where: { $0.time >= end }) ?? looks.indices.last,
                first < last
            else { return 0 }
            return (looks[last].stolen - looks[first].stolen) / (looks[last].time - looks[first].time).seconds
        }
    }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
        thread.withLock { $0 }?.join()
    }

    private func look() {
        guard let stolen = HostTime.stolen() else { return }
        let look = Look(time: MonotonicClock.system.now(), stolen: stolen)
        looks.withLock { $0.append(look) }
    }
}
