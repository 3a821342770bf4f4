import Foundation
import Synchronization
import Threading

/// Tells the operators when nobody else can: a line in the log, a metric, and a command of their own.
///
/// The notifier tells customers; this is for the case that it, or the journal itself, does not work. The command gets
/// the message on its standard input and 30 seconds; it never runs twice at once.
final class LastResort: Sendable {
    private let command: [String]
    private let log: @Sendable (_ message: StaticString, _ details: String) -> Void
    private let queue = BoundedRing<[UInt8]>(capacity: 100)
    private let thread = Mutex<DedicatedThread?>(nil)

    /// How often the command failed or took too long.
    let failures = Atomic<Int>(0)

    init(command: [String], log: @escaping @Sendable (_ message: StaticString, _ details: String) -> Void) {
        self.command = command
        self.log = log
        if !command.isEmpty { start() }
    }

    private func start() {
        let runner = DedicatedThread(name: "last-resort") { [self] in
            var batch: [[UInt8]] = []
            while true {
                batch.removeAll()
                queue.popBatch(into: &batch, max: 1)
                guard let details = batch.first else { return }
                if !run(details) { failures.add(1, ordering: .relaxed) }
            }
        }
        thread.withLock { $0 = runner }
    }

    /// Passes an `operator.alerted` on.
    func raise(_ message: [UInt8]) {
        log("operators must look", String(decoding: message, as: UTF8.self))
        if !command.isEmpty { queue.tryPush(message) }
    }

    /// Passes on that the journal cannot be written, which cannot be a message of the journal.
    func report(_ error: JournalError) {
        log("the journal cannot be written", error.description)
        if !command.isEmpty { queue.tryPush(Array(error.description.utf8)) }
    }

    /// Runs what is queued, and ends.
    func stop() {
        queue.close()
        thread.withLock { $0 }?.join()
    }

    private func run(_ details: [UInt8]) -> Bool {
        let process = Process()
        let input = Pipe()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardInput = input
        process.standardOutput = FileHandle.standardError
        do { try process.run() } catch { return false }
        try? input.fileHandleForWriting.write(contentsOf: Data(details))
        try? input.fileHandleForWriting.close()
        let limit = MonotonicClock.system.now() + .seconds(30)
        while process.isRunning, MonotonicClock.system.now() < limit { pause(milliseconds: 50) }
        guard process.isRunning else { return process.terminationStatus == 0 }
        process.terminate()
        return false
    }
}
