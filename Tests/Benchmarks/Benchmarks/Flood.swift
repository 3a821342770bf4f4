import Bus
import Glibc
import Installation
import Messages
import Synchronization
import Threading
import ZeroMQ

/// A publisher that sends on and on and hears nothing: bare frames, no window, no receipts.
final class Flood: Sendable {
    private let rate = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)
    private let count = Atomic<Int>(0)
    private let error: Mutex<String?> = Mutex(nil)
    private let thread: Mutex<DedicatedThread?> = Mutex(nil)

    /// Connects with the key of `loud-ci`.
    init(_ installation: Installation) throws {
        let keys = try CurveKeyFile.pair(at: installation.path("keys/loud-ci.key"))
        let store = try CurveKeyFile.publicKey(at: installation.path("keys/store.pub"))
        let endpoint = installation.endpoints(.external).ingest
        let running = DedicatedThread(name: "flood") { [self] in
            do { try run(endpoint, keys, store) } catch { self.error.withLock { $0 = "\(error)" } }
        }
        thread.withLock { $0 = running }
    }

    /// Messages handed to the socket so far.
    var sent: Int { count.load(ordering: .relaxed) }

    /// Why it ended by itself; nil while all is well.
    var failure: String? { error.withLock { $0 } }

    func start(rate: Int) { self.rate.store(rate, ordering: .relaxed) }

    func pause() { rate.store(0, ordering: .relaxed) }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
        thread.withLock { $0 }?.join()
    }

    private func run(_ endpoint: String, _ keys: CurveKeyPair, _ store: CurveKey) throws {
        let context = try Context(ioThreads: 1)
        do {
            let socket = try Socket(.pub, in: context)
            try socket.set(.curveKeys(keys), .curveServerKey(store), .linger(0), .sendHighWaterMark(100_000))
            try socket.connect(endpoint)
            let topic = Array("config.changed/".utf8)
            let sender = Array(String(repeating: "f", count: 32).utf8)
            var number = 0
            var next = MonotonicClock.system.now()
            while !isStopping.load(ordering: .relaxed) {
                // A hundredth of a second's messages at once, as a burst would come.
                for _ in 0..<rate.load(ordering: .relaxed) / 100 {
                    number += 1
                    let change = BucketChange(bucket: 500_000 + number % 5_000, number: number, tenant: "loud")
                    let parts = [topic, sender, Array("\(number)".utf8), try change.message().bytes]
                    guard try socket.send(parts: parts) else { throw BenchmarkError(description: "the queue is full") }
                    count.add(1, ordering: .relaxed)
                }
                let now = MonotonicClock.system.now()
                next = max(next + .milliseconds(10), now)
                usleep(UInt32((next - now).nanoseconds / 1_000))
            }
        }
        context.terminate()
    }
}
