import Foundation
import Glibc

/// A PostgreSQL 15 of the tests' own: in a temporary directory, on a free port of the loopback and a socket in that directory.
///
/// Durable as in production (`fsync=on`). Ends with the process that made it, and with ``stop()``.
public final class PostgresServer: @unchecked Sendable {
    /// Where its data, its socket and its log are.
    public let directory: String
    /// Its port on 127.0.0.1.
    public let port: Int
    private let lock = NSLock()
    private var process: ChildProcess?
    private var databases = 0
    /// The server ends when this is closed.
    private var lifeline: FileHandle?

    /// Why no server can be started here; nil where one can.
    ///
    /// Skip a test with it.
    public static let unavailable: String? =
        FileManager.default.isExecutableFile(atPath: programs + "/postgres")
        ? nil : "PostgreSQL 15 is not installed: deploy/setup --tests installs it"

    private static let programs = "/usr/lib/postgresql/15/bin"
    /// Becomes the server, so that its end is the process's end; beside it a shell waits for the end of the input.
    private static let watcher =
        #"exec 3<&0 </dev/null; server=$$; (read -r line <&3; kill -QUIT $server) & exec "$@" 3<&-"#
    private static let common = Result { try PostgresServer() }

    /// The server that the tests of this process share, each with a database of its own.
    public static func shared() throws -> PostgresServer { try common.get() }

    /// Makes a cluster and starts it.
    public init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "pg-\(UUID().uuidString.prefix(8))").path()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        port = try Self.freePort()
        if getuid() == 0, let user = getpwnam("postgres") ?? getpwnam("nobody") {
            chown(directory, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        let initialisation = try run(
            [
                "initdb", "-D", directory + "/data", "-U", "settei", "-A", "trust", "-E", "UTF8", "--locale=C",
                "--no-sync",
            ],
            output: directory + "/initdb.log"
        )
        initialisation.wait()
        guard initialisation.terminationStatus == 0 else { throw PostgresFailure("initdb", directory + "/initdb.log") }
        try start()
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Starts it again after ``kill()`` or ``stop()``, and waits until it answers.
    public func start() throws {
        // A process of the killed server's that was just made lives on for a moment, and with it the shared memory: tried again then.
        for _ in 0..<20 {
            if try startOnce() { return }
            usleep(100_000)
        }
        throw PostgresFailure("postgres", directory + "/server.log")
    }

    private func startOnce() throws -> Bool {
        let server = try run(
            [
                "postgres", "-D", directory + "/data", "-k", directory, "-p", String(port), "-c",
                "listen_addresses=127.0.0.1", "-c", "fsync=on", "-c", "max_connections=60", "-c", "shared_buffers=32MB",
            ],
            output: directory + "/server.log"
        )
        lock.withLock { process = server }
        for _ in 0..<600 where server.isRunning {
            let ready = try run(
                ["pg_isready", "-q", "-h", "127.0.0.1", "-p", String(port)],
                output: directory + "/ready.log"
            )
            ready.wait()
            if ready.terminationStatus == 0 { return true }
            usleep(50_000)
        }
        return false
    }

    /// Stops it at once, as its own shutdown does (`SIGQUIT` is immediate; the next start recovers).
    public func stop() { end(SIGQUIT) }

    /// Kills it, all its processes, with SIGKILL.
    public func kill() { end(SIGKILL) }

    /// Makes an empty database and returns its URL.
    public func makeDatabase() throws -> String {
        let name = lock.withLock {
            databases += 1
            return "journal_\(getpid())_\(databases)"
        }
        try query("CREATE DATABASE \(name)", database: "postgres")
        return url(name)
    }

    /// The URL of a database.
    public func url(_ database: String) -> String { "postgresql://settei@127.0.0.1:\(port)/\(database)" }

    /// Runs a statement with psql and returns what it prints, without headers.
    @discardableResult
    public func query(_ sql: String, database: String) throws -> String {
        let output = directory + "/query-\(UUID().uuidString).txt"
        defer { try? FileManager.default.removeItem(atPath: output) }
        let psql = try run(
            ["psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url(database), "-c", sql],
            output: output
        )
        psql.wait()
        guard psql.terminationStatus == 0 else { throw PostgresFailure("psql", output) }
        return try String(contentsOfFile: output, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func end(_ signal: Int32) {
        guard let server = lock.withLock({ process }), server.isRunning else { return }
        for child in Self.children(of: server.identifier) where signal == SIGKILL { Glibc.kill(child, signal) }
        server.signal(signal)
        server.wait()
        try? lifeline?.close()
        lifeline = nil
    }

    private static func children(of parent: Int32) -> [Int32] {
        let path = "/proc/\(parent)/task/\(parent)/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { Int32($0) }
    }

    /// Runs a program of PostgreSQL's; not as root, which it refuses.
    ///
    /// The server runs under a shell that waits for the end of its input, which comes at the latest with the end of this process.
    private func run(_ arguments: [String], output: String) throws -> ChildProcess {
        var words = arguments
        words[0] = Self.programs + "/" + words[0]
        if getuid() == 0, arguments[0] == "postgres" || arguments[0] == "initdb" {
            let user = getpwnam("postgres") == nil ? "nobody" : "postgres"
            words = ["/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(Self.group(user))", "--clear-groups"] + words
        }
        var input: [Int32] = [-1, -1]
        if arguments[0] == "postgres" {
            // Of no other program: the pipe must end with this process.
            guard pipe(&input) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            for end in input { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            lifeline = FileHandle(fileDescriptor: input[1], closeOnDealloc: true)
            words = ["/bin/sh", "-c", Self.watcher, "sh"] + words
        }
        defer { if input[0] >= 0 { close(input[0]) } }
        // Opened, not made anew by FileManager, which would put a file in the place of whatever is there.
        let descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        return try ChildProcess(
            words[0],
            Array(words.dropFirst()),
            folder: "/",
            input: input[0] >= 0 ? input[0] : nil,
            output: descriptor,
            error: descriptor
        )
    }

    private static func group(_ user: String) -> UInt32 { getpwnam(user)?.pointee.pw_gid ?? 65_534 }

    private static func freePort() throws -> Int {
        let listener = try LoopbackListener { _ in }
        defer { listener.stop() }
        return Int(listener.port)
    }
}

/// A program of PostgreSQL's that failed, with what it wrote.
public struct PostgresFailure: Error, CustomStringConvertible {
    /// Which, and its last words.
    public let description: String

    init(_ program: String, _ file: String) {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        description = "\(program) failed: \(text.suffix(2_000))"
    }
}
