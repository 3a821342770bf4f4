import Bus
import Glibc
import Threading

/// Publishes messages on time, so many a second, on a thread of its own that sleeps between.
struct SteadyPublisher {
    /// Messages a second.
    let rate: Int

    /// Hands each message over when its time has come, and returns those times.
    func publish(_ messages: [OutgoingMessage], _ publisher: BusClient) async throws -> [Instant] {
        let interval = Duration.nanoseconds(1_000_000_000 / rate)
        return try await withCheckedThrowingContinuation { continuation in
            _ = DedicatedThread(name: "publisher") {
                var due = MonotonicClock.system.now()
                var sent: [Instant] = []
                for message in messages {
                    let wait = due - MonotonicClock.system.now()
                    if wait > .zero { usleep(UInt32(wait.nanoseconds / 1_000)) }
                    sent.append(MonotonicClock.system.now())
                    do throws(BusError) {
                        while try !publisher.submit([message], onOutcome: { _, _ in }) { usleep(1_000) }
                    } catch {
                        return continuation.resume(throwing: error)
                    }
                    due = due + interval
                }
                continuation.resume(returning: sent)
            }
        }
    }
}
