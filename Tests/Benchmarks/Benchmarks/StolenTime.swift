import Foundation
import Glibc
import Synchronization
import Threading

/// When the host under a virtual machine gave this machine's processors to others.
///
/// The kernel counts as stolen the time in which a processor had work and did not run. What a change waits for then says nothing about
/// the services. On a machine of one's own nothing is stolen.
///
/// Source: proc(5), `/proc/stat`, eighth figure of the line `cpu`, in ticks of all processors together.
final class StolenTime: Sendable {
    private let looks: Mutex<[Look]> = Mutex([])
    private let isStopping = Atomic<Bool>(false)
    private let thread: Mutex<DedicatedThread?> = Mutex(nil)

    private struct Look {
        let time: Instant
        let seconds: Double
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
            let seconds = (looks[last].time - looks[first].time).seconds * Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
            return (looks[last].seconds - looks[first].seconds) / seconds
        }
    }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
        thread.withLock { $0 }?.join()
    }

    private func look() {
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let fields = text.split(separator: "\n").first?.split(separator: " "), fields.count > 8,
            let ticks = Double(fields[8])
        else { return }
        let look = Look(time: MonotonicClock.system.now(), seconds: ticks / Double(sysconf(Int32(_SC_CLK_TCK))))
        looks.withLock { $0.append(look) }
    }
}
