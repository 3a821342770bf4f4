import CLinux
import Glibc
import Synchronization

/// Wakes a thread that waits in `poll` from any other thread.
///
/// Signals coalesce: between two drains only the first costs a system call. The woken thread drains *before* it looks
/// at its queues; then whatever was queued before a signal is seen.
/// Source: eventfd(2).
public final class EventFD: Sendable {
    /// The descriptor for the poll set, for reading; this object closes it.
    public let fileDescriptor: Int32

    private let pending = Atomic<Bool>(false)

    /// Opens a descriptor that is not inherited by child processes and never blocks.
    public init() {
        fileDescriptor = shim_eventfd_open()
        precondition(fileDescriptor >= 0, "no file descriptor left (error \(errno)): raise the nofile limit")
    }

    deinit { close(fileDescriptor) }

    /// Makes the descriptor readable; cheap when it already is.
    public func signal() {
        guard !pending.exchange(true, ordering: .sequentiallyConsistent) else { return }
        var one: UInt64 = 1
        _ = write(fileDescriptor, &one, 8)
    }

    /// Makes the descriptor unreadable again; for the one thread that polls it.
    public func drain() {
        var value: UInt64 = 0
        _ = read(fileDescriptor, &value, 8)
        // After the read: a signal that still saw `true` pushed its element earlier, and the caller looks now.
        _ = pending.exchange(false, ordering: .sequentiallyConsistent)
    }
}
