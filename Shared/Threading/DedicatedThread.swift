import CLinux
import Glibc

/// Runs one closure on an operating-system thread of its own.
///
/// For loops that block: sockets, fsync. The thread's name shows in `top -H` and in `/proc`; signals that a process
/// handles in one place (SIGTERM, SIGINT, SIGHUP and the like) are blocked in it, so that they never interrupt a loop.
public final class DedicatedThread: Sendable {
    private let handle: Locked<pthread_t?>

    /// Starts the thread at once.
    ///
    /// - Parameter name: shown by the system; the kernel keeps the first 15 bytes.
    public init(name: String, body: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(ThreadStart(name: name, body: body))
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, enterThread, start.toOpaque())
        precondition(status == 0, "the system has no thread left for \(name): error \(status)")
        handle = Locked(thread)
    }

    deinit {
        handle.withLock { thread in
            if let thread { pthread_detach(thread) }
        }
    }

    /// Waits until the closure has returned; a second caller waits as well.
    ///
    /// Blocks the calling thread, so it must not be called from a task's shared pool for long, and never from itself.
    public func join() {
        handle.withLock { thread in
            guard let running = thread else { return }
            precondition(pthread_equal(running, pthread_self()) == 0, "a thread cannot wait for itself")
            pthread_join(running, nil)
            thread = nil
        }
    }
}

/// What a new thread is handed: one retained object, released as its first act.
private final class ThreadStart {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private func enterThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    blockProcessSignals()
    setThreadName(start.name)
    start.body()
    return nil
}

/// Faults stay deliverable, else a crash would end the process without a backtrace.
private func blockProcessSignals() {
    var set = sigset_t()
    sigfillset(&set)
    for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGPROF] {
        sigdelset(&set, fault)
    }
    pthread_sigmask(SIG_BLOCK, &set, nil)
}

private func setThreadName(_ name: String) {
    let kept = Array(name.utf8.prefix(15)).map { CChar(bitPattern: $0) } + [0]
    pthread_setname_np(pthread_self(), kept)
}
