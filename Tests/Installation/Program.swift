public import Foundation
import TestSupport

/// One of the built programs, running; its standard error goes to a file.
public final class Program: Sendable {
    /// The program's name.
    public let name: String
    /// The process.
    public let processIdentifier: Int32
    /// Where its log lines are.
    public let log: URL
    private let process: ChildProcess

    /// Starts `name` with `arguments`, appending its standard error to `log`.
    /// - Throws: where it cannot be started.
    public init(_ name: String, _ arguments: [String], environment: [String: String] = [:], log: URL) throws {
        let output = open(log.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard output >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(output) }
        process = try ChildProcess(
            Self.path(name),
            arguments,
            environment: Self.environment(environment),
            output: output,
            error: output
        )
        self.name = name
        self.log = log
        processIdentifier = process.identifier
    }

    private static func path(_ name: String) -> String {
        name.hasPrefix("/") ? name : folder.appending(path: name).path
    }

    /// What is set for this process, but no setting of Settei's, and what is given.
    private static func environment(_ given: [String: String]) -> [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SETTEI_") }.merging(given) { $1 }
    }

    /// Where the built programs are: `SETTEI_BIN`, or beside the running tests.
    public static let folder: URL = {
        if let folder = ProcessInfo.processInfo.environment["SETTEI_BIN"] { return URL(filePath: folder) }
        return URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    }()

    /// Whether it has not ended yet.
    public var isRunning: Bool { process.isRunning }

    /// How it ended; meaningful once it has.
    public var terminationStatus: Int32 { process.terminationStatus }

    /// Sends a signal.
    public func signal(_ number: Int32) { process.signal(number) }

    /// Ends it as a power cut would, and waits until it is gone.
    public func killNow() {
        signal(SIGKILL)
        wait()
    }

    /// Asks it to end and waits; ends it by force after `limit`, and says whether it ended by itself.
    @discardableResult
    public func stop(within limit: Duration = .seconds(15)) -> Bool {
        signal(SIGTERM)
        let deadline = ContinuousClock.now + limit
        while isRunning, ContinuousClock.now < deadline { usleep(10_000) }
        let ended = !isRunning
        if !ended { killNow() }
        return ended
    }

    /// Waits until it has ended.
    public func wait() { process.wait() }

    /// What it wrote, so far.
    public var text: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Resident memory in bytes, 0 when it is gone.
    ///
    /// Source: proc(5), `/proc/PID/statm`.
    public var residentBytes: Int {
        let fields = (try? String(contentsOfFile: "/proc/\(processIdentifier)/statm", encoding: .utf8))?.split(
            separator: " "
        )
        guard let fields, fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Runs a program to its end and returns its status and what it wrote on standard output and standard error.
    public static func run(
        _ name: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil
    ) throws -> (status: Int32, output: String, error: String) {
        let files = FileManager.default.temporaryDirectory.appending(path: "settei-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: files) }
        func file(_ name: String, _ text: String = "") throws -> URL {
            let url = files.appending(path: name)
            try Data(text.utf8).write(to: url)
            return url
        }
        let (output, error) = (try file("out"), try file("err"))
        let ends = try [FileHandle(forReadingFrom: file("in", input ?? "")), FileHandle(forWritingTo: output)]
        let errors = try FileHandle(forWritingTo: error)
        let process = try ChildProcess(
            path(name),
            arguments,
            environment: self.environment(environment),
            input: ends[0].fileDescriptor,
            output: ends[1].fileDescriptor,
            error: errors.fileDescriptor
        )
        process.wait()
        for end in ends + [errors] { try end.close() }
        return (
            process.terminationStatus, try String(contentsOf: output, encoding: .utf8),
            try String(contentsOf: error, encoding: .utf8)
        )
    }
}
