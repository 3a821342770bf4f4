import CZeroMQ
import Synchronization

/// The world that sockets live in: its I/O threads and its `inproc://` names.
///
/// A socket keeps its context alive, so a context ends after its last socket, whoever forgets to say so.
public final class Context: @unchecked Sendable {
    // @unchecked: the handle is a constant, and libzmq's contexts may be used from any thread (zmq_ctx_new(3)).
    let handle: UnsafeMutableRawPointer
    private let ended = Mutex(false)

    /// Starts a context.
    ///
    /// - Parameters:
    ///   - ioThreads: two by default, because a slow name look-up stalls one (issue 2961 of libzmq).
    ///   - maxSockets: open at the same time, connections not counted.
    public init(ioThreads: Int = 2, maxSockets: Int = 1_023) throws(ZeroMQError) {
        guard let handle = zmq_ctx_new() else { throw ZeroMQError(code: zmq_errno(), call: "zmq_ctx_new") }
        self.handle = handle
        try check("zmq_ctx_set ZMQ_IO_THREADS") { zmq_ctx_set(handle, ZMQ_IO_THREADS, Int32(ioThreads)) }
        try check("zmq_ctx_set ZMQ_MAX_SOCKETS") { zmq_ctx_set(handle, ZMQ_MAX_SOCKETS, Int32(maxSockets)) }
    }

    deinit { terminate() }

    /// Makes every blocked and later call on this context's sockets fail with `ETERM`; from any thread.
    public func shutdown() {
        zmq_ctx_shutdown(handle)
    }

    /// Ends the context; blocks until every socket is closed and what they linger for is sent.
    public func terminate() {
        ended.withLock { ended in
            guard !ended else { return }
            while zmq_ctx_term(handle) == -1, zmq_errno() == ZeroMQError.EINTR {}
            ended = true
        }
    }
}
