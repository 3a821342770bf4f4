@preconcurrency import Glibc

/// Runs a program for the little that it prints, within a time limit.
enum KeyCommand {
    static func output(of arguments: [String], limit: Duration) throws(KeystoreError) -> [UInt8] {
        guard let program = arguments.first, !program.isEmpty else {
            throw .command(program: "", reason: "has no program")
        }
        let deadline = ContinuousClock.now + limit
        let (child, output) = try start(program, arguments)
        defer { close(output) }
        var bytes: [UInt8] = []
        do throws(KeystoreError) {
            while try read(output, into: &bytes, program, deadline) {}
            try awaitEnd(of: child, program, deadline)
        } catch {
            // Its whole process group: a shell's children would live on.
            kill(-child, SIGKILL)
            waitpid(child, nil, 0)
            throw error
        }
        return bytes
    }

    private static func start(
        _ program: String,
        _ arguments: [String]
    ) throws(KeystoreError) -> (child: pid_t, output: Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw failure(program, errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var words = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let status = posix_spawnp(&child, program, &actions, &attributes, &words, environ)
        guard status == 0 else {
            close(ends[0])
            throw failure(program, status)
        }
        return (child, ends[0])
    }

    /// Reads what is there; false at the end.
    private static func read(
        _ output: Int32,
        into bytes: inout [UInt8],
        _ program: String,
        _ deadline: ContinuousClock.Instant
    ) throws(KeystoreError) -> Bool {
        var wanted = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        let ready = poll(&wanted, 1, try milliseconds(until: deadline, program))
        guard ready != 0, !(ready < 0 && errno == EINTR) else { return true }
        var piece = [UInt8](repeating: 0, count: KeyText.largestFile)
        let count = Glibc.read(output, &piece, piece.count)
        guard count >= 0 else {
            if errno == EINTR { return true }
            throw failure(program, errno)
        }
        bytes += piece.prefix(count)
        guard bytes.count <= KeyText.largestFile else {
            throw .command(program: program, reason: "printed more than a key")
        }
        return count > 0
    }

    private static func awaitEnd(
        of child: pid_t,
        _ program: String,
        _ deadline: ContinuousClock.Instant
    ) throws(KeystoreError) {
        var status: Int32 = 0
        while waitpid(child, &status, WNOHANG) == 0 {
            poll(nil, 0, min(5, try milliseconds(until: deadline, program)))
        }
        guard status != 0 else { return }
        let signal = status & 0x7f
        let how = signal == 0 ? "ended with exit code \(status >> 8 & 0xff)" : "was ended by signal \(signal)"
        throw .command(program: program, reason: how)
    }

    private static func milliseconds(
        until deadline: ContinuousClock.Instant,
        _ program: String
    ) throws(KeystoreError) -> Int32 {
        let left = deadline - ContinuousClock.now
        guard left > .zero else { throw .command(program: program, reason: "took too long") }
        return Int32(clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
    }

    private static func failure(_ program: String, _ code: Int32) -> KeystoreError {
        .command(program: program, reason: String(cString: strerror(code)))
    }
}
