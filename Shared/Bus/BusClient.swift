import Crypto
public import Messages
import Synchronization
import Threading
import ZeroMQ

/// A process's connection to the store: publishes until receipted, takes work, follows streams, asks questions.
///
/// One thread owns the sockets; everything here hands it something and returns. Make one per process and key.
public final class BusClient: Sendable {
    /// The inbox id that this client made at its start; `data.work.replica` of its answers.
    public let sender: String

    private let shared: BusShared
    private let thread: DedicatedThread
    private let nextStream = Atomic<Int>(0)

    /// Connects and returns at once; the store need not be there yet.
    /// - Throws: ``BusError/socket(_:)`` for an endpoint or key that cannot be used.
    public init(_ configuration: BusConfiguration) throws(BusError) {
        let sender = randomBytes(16).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
        let seed = randomBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let shared = BusShared(publications: max(1, configuration.queue))
        let started = BoundedRing<ZeroMQError?>(capacity: 1)
        self.sender = sender
        self.shared = shared
        thread = DedicatedThread(name: "bus") {
            do throws(ZeroMQError) {
                let context = try Context()
                let loop = try BusLoop(
                    configuration: configuration,
                    sender: sender,
                    seed: seed,
                    shared: shared,
                    context: context
                )
                started.tryPush(nil)
                loop.run()
            } catch {
                started.tryPush(error)
            }
        }
        var outcome: [ZeroMQError?] = []
        started.popBatch(into: &outcome)
        if let error = outcome.first ?? nil {
            thread.join()
            throw .socket(error)
        }
    }

    deinit { shared.send(.stop(deadline: MonotonicClock.system.now())) }

    /// What the bus did so far and holds now; at most 250 ms old.
    public var statistics: BusStatistics { shared.statistics.withLock { $0 } }

    /// Hands messages over; says `false`, having taken none, when too many wait already or the client is stopped.
    ///
    /// `onOutcome` is called once per message with its place in `messages`, on the bus's thread, so it must not wait. A
    /// message is sent again until its receipt; it is only in memory, see ``DiskOutbox`` for what must survive.
    /// - Throws: ``BusError/tooLarge(bytes:)`` for a message over 1 MiB, having taken none.
    public func submit(
        _ messages: [OutgoingMessage],
        onOutcome: @escaping @Sendable (Int, PublishOutcome) -> Void
    ) throws(BusError) -> Bool {
        for message in messages where message.bytes.count > Message.maximumBytes {
            throw .tooLarge(bytes: message.bytes.count)
        }
        guard shared.publications.tryPush(Publication(messages: messages, onOutcome: onOutcome)) else { return false }
        shared.wake.signal()
        return true
    }

    /// Publishes one message and returns once the store has it on disk; waits for as long as it takes.
    ///
    /// - Returns: ``PublishOutcome/recorded`` or ``PublishOutcome/repeat``.
    /// - Throws: ``BusError/refused(code:)``, ``BusError/tooLarge(bytes:)``, or ``BusError/stopped``.
    @discardableResult
    public func publish(_ message: OutgoingMessage) async throws(BusError) -> PublishOutcome {
        let outcome = try await publish([message])
        switch outcome[0] {
        case .recorded, .repeat: return outcome[0]
        case .refused(let code): throw .refused(code: code)
        case .abandoned: throw .stopped
        }
    }

    /// Publishes one message and returns once the store has it on disk.
    @discardableResult
    public func publish(_ message: Message) async throws(BusError) -> PublishOutcome {
        try await publish(OutgoingMessage(message))
    }

    /// Publishes messages in their order and returns what became of each, in their order.
    public func publish(_ messages: [OutgoingMessage]) async throws(BusError) -> [PublishOutcome] {
        guard !messages.isEmpty else { return [] }
        while true {
            let gathered = Gathered(messages.count)
            if try submit(messages, onOutcome: { gathered.settle($0, $1) }) { return await gathered.all() }
            if shared.publications.isClosed { throw .stopped }
            // The queue is full, which the store's disk decides; a few milliseconds are a few dozen messages.
            do { try await Task.sleep(for: .milliseconds(5)) } catch { throw .cancelled }
        }
    }

    /// Waits until the store hears this client and this client hears the store; says `false` after `limit`.
    public func waitUntilConnected(within limit: Duration) async -> Bool {
        let deadline = MonotonicClock.system.now() + limit
        return await withCheckedContinuation { continuation in
            shared.send(.whenConnected(deadline: deadline) { continuation.resume(returning: $0) })
        }
    }

    /// Finishes what is held, waits for receipts for at most `limit`, and ends; also when called twice.
    ///
    /// No new work is taken meanwhile, and what is still held then is handed back. What has no receipt by then is told ``PublishOutcome/abandoned``.
    public func stop(within limit: Duration = .seconds(5)) async {
        shared.send(.stop(deadline: MonotonicClock.system.now() + limit))
        let thread = thread
        await withCheckedContinuation { continuation in
            // Joining blocks, which a task must not; this thread ends with the bus's.
            _ = DedicatedThread(name: "bus-stop") {
                thread.join()
                continuation.resume()
            }
        }
    }

    func send(_ command: BusCommand) { shared.send(command) }

    func newStream(_ kind: Kind) -> StreamBuffer {
        StreamBuffer(id: nextStream.add(1, ordering: .relaxed).newValue, kind: kind)
    }
}

/// Waits for the outcome of each of several messages.
private final class Gathered: Sendable {
    private struct State {
        var outcomes: [PublishOutcome]
        var missing: Int
        var waiter: CheckedContinuation<[PublishOutcome], Never>?
    }

    private let state: Locked<State>

    init(_ count: Int) {
        state = Locked(State(outcomes: Array(repeating: .abandoned, count: count), missing: count))
    }

    func settle(_ index: Int, _ outcome: PublishOutcome) {
        let (waiter, outcomes) = state.withLock { state in
            state.outcomes[index] = outcome
            state.missing -= 1
            return (state.missing == 0 ? state.waiter.take() : nil, state.missing == 0 ? state.outcomes : [])
        }
        waiter?.resume(returning: outcomes)
    }

    func all() async -> [PublishOutcome] {
        await withCheckedContinuation { continuation in
            let ready: [PublishOutcome]? = state.withLock { state in
                guard state.missing > 0 else { return state.outcomes }
                state.waiter = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }
}
