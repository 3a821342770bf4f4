import Synchronization

/// A value that one thread at a time may touch: a `Mutex` whose order ThreadSanitizer can see.
///
/// On Linux a contended `Mutex` is handed over by the kernel (FUTEX_LOCK_PI) inside a library that is not instrumented, so
/// the sanitizer reports races that are none, or misses the order between what two threads do. The fence repeats what the
/// lock guarantees where the sanitizer sees it; on x86-64 and arm64 it costs a plain load and store.
public struct Locked<Value: Sendable>: ~Copyable, Sendable {
    private let mutex: Mutex<Value>
    private let fence = Atomic<Bool>(false)

    /// Guards `value`.
    public init(_ value: Value) {
        mutex = Mutex(value)
    }

    /// Calls `body` with the value while no other thread has it; not to be nested.
    public borrowing func withLock<Result: Sendable, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try mutex.withLock { value throws(Failure) in
            _ = fence.load(ordering: .acquiring)
            defer { fence.store(true, ordering: .releasing) }
            return try body(&value)
        }
    }
}
