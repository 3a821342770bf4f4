public import Dispatch

/// Hands elements from any number of threads to one consumer, and never holds more than `capacity`.
///
/// A push never waits: a full ring says so and the caller sheds. The consumer either polls with ``drain(into:max:)``
/// or sleeps in ``popBatch(into:max:timeout:)``. One lock is taken per call, so batches cost no more than one element.
public final class BoundedRing<Element: Sendable>: Sendable {
    private struct State {
        var slots: [Element?]
        var head = 0
        var count = 0
        var closed = false
        /// The consumer sleeps, or is about to; whoever clears this owes it exactly one signal.
        var waiting = false
    }

    private let state: Locked<State>
    private let wake = DispatchSemaphore(value: 0)

    /// The most elements that are held at any time.
    public let capacity: Int

    /// Creates an empty ring; `capacity` is at least 1.
    public init(capacity: Int) {
        precondition(capacity > 0, "a ring needs room for one element")
        self.capacity = capacity
        state = Locked(State(slots: Array(repeating: nil, count: capacity)))
    }

    /// How many elements wait now; other threads may change it at once.
    public var count: Int { state.withLock { $0.count } }

    /// Whether ``close()`` was called.
    public var isClosed: Bool { state.withLock { $0.closed } }

    /// Appends one element; says `false` and keeps nothing when the ring is full or closed.
    @discardableResult
    public func tryPush(_ element: Element) -> Bool {
        let (pushed, signal) = state.withLock { state -> (Bool, Bool) in
            guard state.count < capacity, !state.closed else { return (false, false) }
            append(element, to: &state)
            return (true, takeWaiting(&state))
        }
        if signal { wake.signal() }
        return pushed
    }

    /// Appends all elements or none; says `false` when they do not all fit or the ring is closed.
    @discardableResult
    public func tryPush(contentsOf elements: some Collection<Element>) -> Bool {
        let (pushed, signal) = state.withLock { state -> (Bool, Bool) in
            guard state.count + elements.count <= capacity, !state.closed else { return (false, false) }
            for element in elements { append(element, to: &state) }
            return (true, takeWaiting(&state))
        }
        if signal { wake.signal() }
        return pushed
    }

    /// Moves at most `max` elements to the end of `batch`, oldest first, and returns how many; never waits.
    @discardableResult
    public func drain(into batch: inout [Element], max: Int = .max) -> Int {
        state.withLock { take(max, from: &$0, into: &batch) }
    }

    /// Waits for elements, then moves at most `max` to the end of `batch` and returns how many.
    ///
    /// Zero means that `timeout` passed or that the ring is closed and empty (see ``isClosed``). One consumer only.
    @discardableResult
    public func popBatch(into batch: inout [Element], max: Int = .max, timeout: DispatchTimeInterval = .never) -> Int {
        let deadline = DispatchTime.now() + timeout
        while true {
            let (taken, over) = state.withLock { state -> (Int, Bool) in
                let taken = take(max, from: &state, into: &batch)
                let over = taken > 0 || state.closed
                state.waiting = !over
                return (taken, over)
            }
            if over { return taken }
            if wake.wait(timeout: deadline) == .timedOut, giveUpWaiting() {
                return drain(into: &batch, max: max)
            }
        }
    }

    /// Refuses further elements and wakes the consumer; what is inside can still be taken.
    public func close() {
        let signal = state.withLock { state -> Bool in
            state.closed = true
            return takeWaiting(&state)
        }
        if signal { wake.signal() }
    }

    /// Says whether no signal is owed; when one is, takes it, so that it cannot end a later wait early.
    private func giveUpWaiting() -> Bool {
        let alone = state.withLock { takeWaiting(&$0) }
        if !alone { wake.wait() }
        return alone
    }

    private func takeWaiting(_ state: inout State) -> Bool {
        defer { state.waiting = false }
        return state.waiting
    }

    private func append(_ element: Element, to state: inout State) {
        var slot = state.head + state.count
        if slot >= capacity { slot -= capacity }
        state.slots[slot] = element
        state.count += 1
    }

    private func take(_ max: Int, from state: inout State, into batch: inout [Element]) -> Int {
        let taken = Swift.min(max, state.count)
        guard taken > 0 else { return 0 }
        batch.reserveCapacity(batch.count + taken)
        for _ in 0..<taken {
            if let element = state.slots[state.head].take() { batch.append(element) }
            state.head += 1
            if state.head == capacity { state.head = 0 }
        }
        state.count -= taken
        return taken
    }
}
