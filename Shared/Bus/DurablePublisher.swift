import Threading

/// Publishes through a ``DiskOutbox``: a message is on disk before it is sent, and leaves the disk with its receipt.
///
/// What an earlier process left behind is sent first.
public final class DurablePublisher: Sendable {
    /// How far it is.
    public struct Progress: Sendable, Hashable {
        /// Messages on disk when this publisher began.
        public var leftFromBefore = 0
        /// Messages taken since.
        public var accepted = 0
        /// Messages that the store has on disk.
        public var recorded = 0
        /// Messages that the store had already.
        public var repeats = 0
        /// Messages that are now in the dead letters, by code.
        public var refused: [String: Int] = [:]
        /// Why sending stopped, where the disk failed.
        public var failure: DiskOutboxError?

        /// Messages without an outcome.
        public var pending: Int { leftFromBefore + accepted - recorded - repeats - refused.values.reduce(0, +) }
    }

    private struct State {
        var progress = Progress()
        /// Outcomes since messages were last handed to the client.
        var settled = 0
        var isPumping = false
        /// There may be more to hand over than whoever pumps has seen.
        var isWanted = false
    }

    /// Messages handed to the client at a time.
    private static let chunk = 100
    /// Messages that may be pending before ``publish(_:)`` waits; one tenant's get half of this, and the others what is left.
    private static let backlog = 20_000

    private let client: BusClient
    private let outbox: DiskOutbox
    private let state: Locked<State>

    /// Begins to send what is left from before.
    public init(client: BusClient, outbox: DiskOutbox) {
        self.client = client
        self.outbox = outbox
        var first = State()
        first.progress.leftFromBefore = outbox.count
        state = Locked(first)
        pump()
    }

    /// How far it is now.
    public var progress: Progress { state.withLock { $0.progress } }

    /// Writes messages to disk and returns; sending goes on by itself.
    ///
    /// Waits while very many of the same tenants are pending. Blocks the calling thread for one fsync, so hand over many at once.
    /// - Throws: ``DiskOutboxError``, or `CancellationError` while waiting.
    public func publish(_ messages: [OutgoingMessage]) async throws {
        let tenants = Set(messages.map(\.tenant))
        while outbox.isCrowded(for: tenants, room: Self.backlog), progress.failure == nil {
            try await Task.sleep(for: .milliseconds(10))
        }
        try outbox.append(messages)
        state.withLock { $0.progress.accepted += messages.count }
        pump()
    }

    /// Waits until nothing is pending, at most `limit`; says whether that came about.
    public func waitUntilSettled(within limit: Duration) async -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while progress.pending > 0 {
            guard clock.now < deadline, progress.failure == nil, !Task.isCancelled else { return false }
            pump()
            try? await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    /// Hands the client as much as it takes; one thread at a time.
    private func pump() {
        let isMine = state.withLock { state in
            state.isWanted = true
            guard !state.isPumping, state.progress.failure == nil else { return false }
            state.isPumping = true
            return true
        }
        guard isMine else { return }
        var goesOn = true
        while goesOn {
            state.withLock { ($0.isWanted, $0.settled) = (false, 0) }
            let handed = handOver()
            goesOn = state.withLock { state in
                state.isPumping = state.progress.failure == nil && (handed > 0 || state.isWanted)
                return state.isPumping
            }
        }
    }

    private func handOver() -> Int {
        do {
            let taken = try outbox.take(max: Self.chunk)
            guard !taken.isEmpty else { return 0 }
            let isTaken = try client.submit(taken.map(\.message)) { [weak self] index, outcome in
                self?.settle(taken[index].number, taken[index].message, outcome)
            }
            if isTaken { return taken.count }
            outbox.putBack(taken.map(\.number))
        } catch {
            fail(error)
        }
        return 0
    }

    private func settle(_ number: UInt64, _ message: OutgoingMessage, _ outcome: PublishOutcome) {
        var isTenantsLast = false
        switch outcome {
        case .recorded, .repeat: isTenantsLast = outbox.settle(number)
        case .refused(let code):
            do throws(DiskOutboxError) {
                isTenantsLast = try outbox.refuse(number, message, code: code)
            } catch { return fail(error) }
        // It stays on disk for the next process.
        case .abandoned: return
        }
        let wantsMore = state.withLock { state in
            state.settled += 1
            switch outcome {
            case .recorded: state.progress.recorded += 1
            case .repeat: state.progress.repeats += 1
            case .refused(let code): state.progress.refused[code, default: 0] += 1
            case .abandoned: break
            }
            return isTenantsLast || state.settled >= Self.chunk / 2
        }
        if wantsMore { pump() }
    }

    private func fail(_ error: any Error) {
        state.withLock { $0.progress.failure = error as? DiskOutboxError ?? .broken(directory: outbox.directory) }
    }
}
