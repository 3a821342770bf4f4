import Bus
import Glibc
import Messages
import Synchronization
import Threading

/// Changes at a steady rate, whatever becomes of them: nobody waits for an assessment here.
///
/// Most leave the outcomes as they are. One in so many opens a bucket's findings, and another one resolves them later: both are told.
final class SoakLoad: Sendable {
    let changes: Int
    let rate: Int
    private let handed = Atomic<Int>(0)
    private let held = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)

    /// Whose the buckets are: a route is told one thing after the other, so that one tenant alone would be told too slowly.
    static let tenants = (0..<20).map { "tenant-\($0)" }
    /// One change in so many is told.
    private static let share = 25
    /// Buckets that are open at a time.
    private static let open = 100
    private static let quietBuckets = 5_000

    init(changes: Int, rate: Int) {
        self.changes = changes
        self.rate = rate
    }

    /// Handed over so far.
    var published: Int { handed.load(ordering: .relaxed) }
    /// With a receipt so far.
    var recorded: Int { held.load(ordering: .relaxed) }
    /// That were refused or given up.
    var refused: Int { failed.load(ordering: .relaxed) }

    /// Of all changes those that are told.
    var told: Int { (1...changes).reduce(0) { $0 + (Self.bucketToTell(of: $1) == nil ? 0 : 1) } }

    /// Hands nothing more over.
    func stop() { isStopping.store(true, ordering: .relaxed) }

    /// Hands everything over when its time has come, in hundredths of a second.
    func publish(_ publisher: BusClient) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            _ = DedicatedThread(name: "publisher") { [self] in
                continuation.resume(with: Result { try publishNow(publisher) })
            }
        }
    }

    private func publishNow(_ publisher: BusClient) throws {
        let start = MonotonicClock.system.now()
        while published < changes, !isStopping.load(ordering: .relaxed) {
            let first = published
            let due = start + .milliseconds(first * 1_000 / rate)
            let wait = due - MonotonicClock.system.now()
            if wait > .zero { usleep(UInt32(wait.nanoseconds / 1_000)) }
            let batch = try (first + 1...min(changes, first + rate / 100)).map {
                OutgoingMessage(try Self.change($0).message())
            }
            // Too much waits: the rate that was reached tells of it.
            while try !publisher.submit(batch, onOutcome: { [self] _, outcome in note(outcome) }) {
                guard !isStopping.load(ordering: .relaxed) else { return }
                usleep(1_000)
            }
            handed.add(batch.count, ordering: .relaxed)
        }
    }

    private func note(_ outcome: PublishOutcome) {
        // What was sent again because its receipt was late is a repeat.
        if outcome == .recorded || outcome == .repeat {
            held.add(1, ordering: .relaxed)
        } else {
            failed.add(1, ordering: .relaxed)
        }
    }

    private static func change(_ number: Int) -> BucketChange {
        let (bucket, isPublic) = bucketToTell(of: number) ?? (number % quietBuckets, false)
        return BucketChange(bucket: bucket, number: number, isPublic: isPublic, tenant: tenants[bucket % tenants.count])
    }

    /// The bucket whose findings a change opens or resolves.
    private static func bucketToTell(of number: Int) -> (bucket: Int, isPublic: Bool)? {
        guard number % share == 0 else { return nil }
        let step = number / share
        let pair = step / 2
        if step % 2 == 0 { return (quietBuckets + pair, true) }
        return pair > open ? (quietBuckets + pair - open, false) : nil
    }
}
