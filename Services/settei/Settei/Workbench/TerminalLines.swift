import Glibc

/// What ^C is to a session: what was begun is dropped.
struct Interruption: Error {}

/// Reads lines of a terminal, and notices ^C meanwhile.
///
/// `readLine` goes on after a signal, hence a reading of its own. Which thread a signal reaches is open; so the handler
/// writes to a pipe, which is waited for beside the terminal. While an expression is evaluated, ^C ends the process as ever.
struct TerminalLines {
    private let terminal: Int32
    private var pending: [UInt8] = []

    /// Reads from a file descriptor.
    init(_ terminal: Int32) {
        self.terminal = terminal
    }

    /// The next line without its line break; nil at the end.
    /// - Throws: ``Interruption`` after ^C; what was read of the line is gone.
    mutating func next() throws(Interruption) -> String? {
        let before = Self.takeOver()
        defer { Self.giveBack(before) }
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeFirst(end + 1) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            guard try waitForInput() else {
                defer { pending = [] }
                return pending.isEmpty ? nil : String(decoding: pending, as: UTF8.self)
            }
        }
    }

    /// Takes what there is; false at the end of the input.
    private mutating func waitForInput() throws(Interruption) -> Bool {
        var waits = [
            pollfd(fd: terminal, events: Int16(POLLIN), revents: 0),
            pollfd(fd: Self.pipe.read, events: Int16(POLLIN), revents: 0),
        ]
        // The signal itself ends the wait, too; the pipe then tells which it was.
        while poll(&waits, nfds_t(waits.count), -1) < 0 { guard errno == EINTR else { return false } }
        var piece = [UInt8](repeating: 0, count: 4_096)
        if waits[1].revents != 0 {
            _ = read(Self.pipe.read, &piece, piece.count)
            pending = []
            throw Interruption()
        }
        let count = read(terminal, &piece, piece.count)
        guard count > 0 else { return count < 0 && (errno == EINTR || errno == EAGAIN) }
        pending += piece[..<count]
        return true
    }

    // MARK: The signal

    /// The pipe's two ends; made before the handler is.
    private static let pipe: (read: Int32, write: Int32) = {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }()

    /// What the signal's handler does: only what may be done there (signal-safety(7)).
    static func interrupt() {
        let saved = errno
        var byte: UInt8 = 0
        _ = write(pipe.write, &byte, 1)
        errno = saved
    }

    private static func takeOver() -> sigaction {
        _ = pipe.write
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in TerminalLines.interrupt() }
        var before = sigaction()
        sigaction(SIGINT, &action, &before)
        return before
    }

    private static func giveBack(_ before: sigaction) {
        var before = before
        sigaction(SIGINT, &before, nil)
    }
}
