import Messages
import Threading

/// What one reader of a stream has not taken yet; filled by the bus's thread, which never puts in more than there is room for.
final class StreamBuffer: Sendable {
    private struct State {
        var messages: [FeedMessage] = []
        var end: BusError?
        var waiter: CheckedContinuation<Void, Never>?
    }

    let id: Int
    let kind: Kind
    private let state = Locked(State())

    init(id: Int, kind: Kind) {
        self.id = id
        self.kind = kind
    }

    func append(_ messages: [FeedMessage]) {
        let waiter = state.withLock { state in
            state.messages.append(contentsOf: messages)
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Ends the stream after what is inside.
    func finish(_ error: BusError) {
        let waiter = state.withLock { state in
            if state.end == nil { state.end = error }
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Waits until something is inside, then takes all of it; `nil` when the stream was cancelled or stopped.
    func takeAll() async throws(BusError) -> [FeedMessage]? {
        while true {
            let (messages, end) = state.withLock { state in
                defer { state.messages = [] }
                return (state.messages, state.end)
            }
            if !messages.isEmpty { return messages }
            switch end {
            case .stopped, .cancelled: return nil
            case .some(let error): throw error
            case nil: await wait()
            }
        }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.messages.isEmpty, state.end == nil else { return true }
                    state.waiter?.resume()
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            finish(.cancelled)
        }
    }
}

/// The messages of one kind in the order of the journal, each once, first what is recorded, then what comes.
///
/// For one reader. Ends when the client stops or the task is cancelled; throws ``BusError/journalWentBack(kind:)``
/// when the journal became shorter. Holds back the store's replay, never other streams, while its reader is slow.
public struct MessageStream: AsyncSequence, Sendable {
    /// A message and where it stands.
    public typealias Element = FeedMessage
    /// Why a stream can end early.
    public typealias Failure = BusError

    private let source: Source

    init(_ buffer: StreamBuffer, control: @escaping @Sendable (BusCommand) -> Void) {
        source = Source(buffer: buffer, control: control)
    }

    /// Starts reading; there is only one place in the stream, so a second iterator shares it.
    public func makeAsyncIterator() -> Iterator { Iterator(source: source) }

    /// Reads one message after the other.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let source: Source
        private var batch: ArraySlice<FeedMessage> = []

        fileprivate init(source: Source) { self.source = source }

        /// The next message; `nil` at the end.
        public mutating func next() async throws(BusError) -> FeedMessage? {
            if batch.isEmpty { batch = ArraySlice(try await nextBatch() ?? []) }
            return batch.popFirst()
        }

        /// The next message; `nil` at the end.
        public mutating func next(isolation actor: isolated (any _Concurrency.Actor)?) async throws(BusError)
            -> FeedMessage?
        {
            if batch.isEmpty { batch = ArraySlice(try await nextBatch() ?? []) }
            return batch.popFirst()
        }

        /// All messages that are there, at least one; `nil` at the end.
        public mutating func nextBatch() async throws(BusError) -> [FeedMessage]? {
            if !batch.isEmpty {
                defer { batch = [] }
                return Array(batch)
            }
            guard let messages = try await source.buffer.takeAll() else { return nil }
            source.control(.consumed(messages.count, stream: source.buffer.id))
            return messages
        }
    }

    /// Tells the bus's thread when nobody reads any more.
    fileprivate final class Source: Sendable {
        let buffer: StreamBuffer
        let control: @Sendable (BusCommand) -> Void

        init(buffer: StreamBuffer, control: @escaping @Sendable (BusCommand) -> Void) {
            self.buffer = buffer
            self.control = control
        }

        deinit { control(.unfollow(buffer.id)) }
    }
}

@available(*, unavailable)
extension MessageStream.Iterator: Sendable {}
