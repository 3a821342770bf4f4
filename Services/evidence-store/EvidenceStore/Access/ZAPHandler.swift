import Dispatch
import Synchronization
import Threading
import ZeroMQ

/// Answers libzmq's question whether a key may connect, on a thread of its own, for both contexts.
///
/// libzmq lets everybody in when nobody answers, unless domain and option 93 are set, as they are on all our sockets;
/// all the same the process must not outlive this thread, which `onEnd` is for. Source: zeromq.md, trap B.
final class ZAPHandler: Sendable {
    private let stopping: EventFD
    private let thread: DedicatedThread

    /// Starts the thread and returns once it listens in both contexts: before any server socket is bound.
    ///
    /// - Parameter onEnd: called on the thread when it ends, with nil where ``stop()`` was called.
    init(
        contexts: (Context, Context),
        access: AccessControl,
        onEnd: @escaping @Sendable (ZeroMQError?) -> Void
    ) throws(ZeroMQError) {
        let stopping = EventFD()
        let start = ZAPStart()
        let (first, second) = contexts
        self.stopping = stopping
        thread = DedicatedThread(name: "zap") {
            do throws(ZeroMQError) {
                var loop = ZAPLoop(try ZAPLoop.listen(in: first), try ZAPLoop.listen(in: second), access: access)
                start.listening.signal()
                try loop.run(until: stopping)
                onEnd(nil)
            } catch {
                start.failure.withLock { $0 = error }
                start.listening.signal()
                onEnd(error)
            }
        }
        start.listening.wait()
        if let error = start.failure.withLock({ $0 }) { throw error }
    }

    /// Ends the thread; nobody can connect any more.
    func stop() {
        stopping.signal()
        thread.join()
    }
}

/// How the thread says that it listens, or why it cannot.
private final class ZAPStart: Sendable {
    let listening = DispatchSemaphore(value: 0)
    let failure = Mutex<ZeroMQError?>(nil)
}

/// The handler's sockets, one in each context, and what it does with them.
private struct ZAPLoop: ~Copyable {
    private let first: Socket
    private let second: Socket
    private let access: AccessControl
    private var frames = Frames(capacity: ZAPRequest.frameLimit)

    init(_ first: consuming Socket, _ second: consuming Socket, access: AccessControl) {
        self.first = first
        self.second = second
        self.access = access
    }

    mutating func run(until stopping: EventFD) throws(ZeroMQError) {
        var poller = Poller()
        let places = (poller.add(first), poller.add(second))
        let stop = poller.add(fileDescriptor: stopping.fileDescriptor)
        while true {
            try poller.wait(milliseconds: -1)
            if poller.isReadable(stop) { return }
            if poller.isReadable(places.0) { try Self.answer(first, access, &frames) }
            if poller.isReadable(places.1) { try Self.answer(second, access, &frames) }
        }
    }

    private static func answer(_ socket: borrowing Socket, _ access: AccessControl, _ frames: inout Frames)
        throws(ZeroMQError)
    {
        while try socket.receive(into: &frames) {
            if let request = ZAPRequest(frames) {
                try socket.send(parts: request.reply(access.verdict(on: request)))
            } else {
                // A REP socket must answer before it hears the next question.
                let id = frames.count > 1 ? frames.array(of: 1) : []
                try socket.send(parts: [Array("1.0".utf8), id, Array("500".utf8), Array("malformed".utf8), [], []])
            }
        }
    }

    static func listen(in context: Context) throws(ZeroMQError) -> Socket {
        let socket = try Socket(.rep, in: context)
        try socket.set(.linger(0))
        try socket.bind(ZAPRequest.endpoint)
        return socket
    }
}
