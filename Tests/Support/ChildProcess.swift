import Glibc
import Synchronization

/// A program that was started.
///
/// Foundation's `Process` learns of a program's end by a socket that other programs, started at the same moment, may inherit: its
/// `waitUntilExit` then waits for them too. This one asks the system: waitpid(2).
public final class ChildProcess: Sendable {
    /// Why a program was not started.
    public struct Failure: Error, CustomStringConvertible {
        /// The program and what the system says.
        public let description: String
    }

    /// The process.
    public let identifier: Int32
    /// As waitpid(2) gives it; nil while it runs.
    private let end = Mutex<Int32?>(nil)

    /// Starts the program at a path.
    ///
    /// - Parameters:
    ///   - environment: all variables that it has; nil for those of this process.
    ///   - folder: where it runs.
    ///   - input: a descriptor that it reads from; nil for nothing to read.
    ///   - output: a descriptor that it writes to; nil for nowhere.
    ///   - error: as `output`, for its standard error.
    public init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String]? = nil,
        folder: String? = nil,
        input: Int32? = nil,
        output: Int32? = nil,
        error: Int32? = nil
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (place, descriptor) in [(STDIN_FILENO, input), (STDOUT_FILENO, output), (STDERR_FILENO, error)] {
            if let descriptor {
                posix_spawn_file_actions_adddup2(&actions, descriptor, place)
            } else {
                posix_spawn_file_actions_addopen(&actions, place, "/dev/null", O_RDWR, 0)
            }
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals as a shell would give them on.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        // What posix_spawn has for it is hidden from Swift.
        let program = folder == nil ? path : "/usr/bin/env"
        let all = folder.map { [program, "-C", $0, path] } ?? [program]
        var words = (all + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let variables = environment.map { $0.map { strdup("\($0.key)=\($0.value)") } + [nil] }
        defer { for variable in variables ?? [] { free(variable) } }
        var child: pid_t = 0
        let status = posix_spawn(&child, program, &actions, &attributes, &words, variables ?? Self.own)
        guard status == 0 else { throw Failure(description: "\(path): \(String(cString: strerror(status)))") }
        identifier = child
    }

    private static var own: [UnsafeMutablePointer<CChar>?] {
        var variables: [UnsafeMutablePointer<CChar>?] = []
        var place = environ
        while let variable = place.pointee {
            variables.append(variable)
            place += 1
        }
        return variables + [nil]
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool { ended == nil }

    /// What it ended with: its exit status, or the number of the signal; 0 while it runs.
    public var terminationStatus: Int32 {
        guard let status = ended else { return 0 }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : signal
    }

    /// Waits until it has ended, in this thread.
    public func wait() {
        // Left as it is, so that another thread may still ask, and send signals.
        var info = siginfo_t()
        while waitid(P_PID, id_t(identifier), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        _ = ended
    }

    /// Sends a signal; to nobody once it has ended.
    public func signal(_ number: Int32) { if isRunning { kill(identifier, number) } }

    private var ended: Int32? {
        end.withLock { end in
            if let end { return end }
            var status: Int32 = 0
            let found = waitpid(identifier, &status, WNOHANG)
            guard found != 0, !(found < 0 && errno == EINTR) else { return nil }
            end = found == identifier ? status : 0
            return end
        }
    }
}
