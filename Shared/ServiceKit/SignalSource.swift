import Glibc
import Threading

/// Waits for the signals that steer a service, on a thread of its own.
///
/// The thread that calls ``prepare()`` blocks them, and so does every thread that it starts later, so that they interrupt
/// no call there. Threads that were there before may still receive one, hence a handler that only writes to a pipe.
enum SignalSource {
    private static let watched = [SIGTERM, SIGINT, SIGHUP]
    /// The pipe's two ends; made before the first handler is.
    private static let pipe: (read: Int32, write: Int32) = {
        var ends: [Int32] = [-1, -1]
        precondition(Glibc.pipe(&ends) == 0, "no pipe for signals")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }()

    /// Takes the signals over and ignores SIGPIPE; to be called first.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            write(SignalSource.pipe.write, &byte, 1)
            errno = saved
        }
        action.sa_flags = SA_RESTART
        _ = pipe.write
        for number in watched { sigaction(number, &action, nil) }
        var set = mask
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Calls `receive` with every signal, for as long as the process lives.
    static func start(_ receive: @escaping @Sendable (Int32) -> Void) {
        // The thread ends with the process.
        _ = DedicatedThread(name: "signals") {
            var set = mask
            pthread_sigmask(SIG_UNBLOCK, &set, nil)
            while true {
                var byte: UInt8 = 0
                if read(pipe.read, &byte, 1) == 1 { receive(Int32(byte)) }
            }
        }
    }

    static func name(_ number: Int32) -> String {
        switch number {
        case SIGTERM: "SIGTERM"
        case SIGINT: "SIGINT"
        case SIGHUP: "SIGHUP"
        default: "signal \(number)"
        }
    }

    private static var mask: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in watched { sigaddset(&set, number) }
        return set
    }
}
