import Glibc
import Messages
import Threading

/// Keeps messages on disk until the store has them, over any end of the process: a directory with three files.
///
/// `outbox.log` holds what is pending, `dead-letters.ndjson` what the store refused for good, and `lock` keeps a second
/// process out. Appending waits for the disk; settling does not, since a message that is sent twice is recognised.
public final class DiskOutbox: Sendable {
    /// A message that waits, by its number in this outbox.
    struct Pending: Sendable {
        let number: UInt64
        let place: OutboxLog.Place
    }

    private struct State {
        var log: OutboxLog
        /// Pending messages by tenant, in their order; settled ones are skipped.
        var lanes: OutboxLanes
        var places: [UInt64: OutboxLog.Place]
        var next: UInt64
        /// Appends that were written and wait for the disk: the log must not begin anew under them.
        var appending = 0
        /// The disk failed once: what it then says cannot be believed (fsync(2), "Linux … EIO").
        var isBroken = false
    }

    /// Where the files are.
    public let directory: String
    /// Bytes at the end of the log that a crash had left half written; they were moved to `outbox.log.torn`.
    public let tornBytes: Int

    private let lock: Int32
    private let state: Locked<State>
    private let deadLetters: DeadLetterFile

    /// Opens the outbox in `directory`, which is made where it is missing, with what is left from before.
    ///
    /// - Throws: ``DiskOutboxError/locked(directory:)`` when another process has it open, or the system's error.
    public init(directory: String) throws(DiskOutboxError) {
        self.directory = directory
        try makeDirectory(directory)
        lock = try takeLock(directory)
        let (log, found): (OutboxLog, OutboxLog.Found)
        do throws(DiskOutboxError) {
            (log, found) = try OutboxLog.open("\(directory)/outbox.log")
        } catch {
            // An object that was never made has no deinit.
            Glibc.close(lock)
            throw error
        }
        tornBytes = found.tornBytes
        var lanes = OutboxLanes()
        for (number, place) in found.pending.sorted(by: { $0.key < $1.key }) {
            lanes.append(number, bytes: place.length, of: (try? log.read(place).tenant) ?? "")
        }
        state = Locked(State(log: log, lanes: lanes, places: found.pending, next: found.highest + 1))
        deadLetters = DeadLetterFile(path: "\(directory)/dead-letters.ndjson")
    }

    deinit {
        state.withLock { $0.log.close() }
        Glibc.close(lock)
    }

    /// Messages that wait for the store.
    public var count: Int { state.withLock { $0.places.count } }

    /// Whether one of the tenants has at least as many waiting as there is room left.
    func isCrowded(for tenants: Set<String>, room: Int) -> Bool {
        state.withLock { state in
            let left = room - state.places.count
            return tenants.contains { state.lanes.pending(of: $0) >= max(left, 1) }
        }
    }

    /// Where refused messages are kept: one JSON object per line with `at`, `code`, `kind` and the message.
    public var deadLetterPath: String { deadLetters.path }

    /// Writes messages down and returns once they are on disk; then they survive everything but the disk's loss.
    ///
    /// Blocks for one fsync, however many messages.
    /// - Throws: ``DiskOutboxError``; then none of them counts.
    public func append(_ messages: [OutgoingMessage]) throws(DiskOutboxError) {
        for message in messages where message.bytes.count > Message.maximumBytes {
            throw .tooLarge(bytes: message.bytes.count)
        }
        let tenants = messages.map(\.tenant)
        let (log, first, places) = try write(messages)
        // Without the lock: whoever settles meanwhile, such as the bus's thread, must not wait for the disk.
        let failure: DiskOutboxError?
        do throws(DiskOutboxError) {
            try log.sync()
            failure = nil
        } catch { failure = error }
        try state.withLock { state throws(DiskOutboxError) in
            state.appending -= 1
            if let failure {
                state.isBroken = true
                throw failure
            }
            for (number, (place, tenant)) in zip(first..., zip(places, tenants)) {
                state.places[number] = place
                state.lanes.append(number, bytes: place.length, of: tenant)
            }
        }
    }

    private func write(_ messages: [OutgoingMessage]) throws(DiskOutboxError) -> (OutboxLog, UInt64, [OutboxLog.Place])
    {
        try state.withLock { state throws(DiskOutboxError) in
            guard !state.isBroken else { throw .broken(directory: directory) }
            if state.appending == 0, state.log.isMostlySettled {
                state.places = try state.log.compact(keeping: state.places)
            }
            let first = state.next
            let places = try state.log.write(messages, from: first)
            state.next += UInt64(messages.count)
            state.appending += 1
            return (state.log, first, places)
        }
    }

    /// The next messages that were not taken yet and may go out, at most `max`, oldest first within a tenant.
    func take(max: Int) throws(DiskOutboxError) -> [(number: UInt64, message: OutgoingMessage)] {
        try state.withLock { state throws(DiskOutboxError) in
            var taken: [(UInt64, OutgoingMessage)] = []
            while taken.count < max, let number = state.lanes.take() {
                guard let place = state.places[number] else {
                    state.lanes.settle(number)
                    continue
                }
                taken.append((number, try state.log.read(place)))
            }
            return taken
        }
    }

    /// Puts messages that were taken back, because they were not sent after all.
    func putBack(_ numbers: [UInt64]) { state.withLock { $0.lanes.putBack(numbers) } }

    /// Forgets a message, because the store has it; says whether nothing else of its tenant was taken and is not settled.
    @discardableResult
    func settle(_ number: UInt64) -> Bool {
        state.withLock { state in
            let wasLast = state.lanes.settle(number)
            guard let place = state.places.removeValue(forKey: number) else { return wasLast }
            let isLast = state.places.isEmpty && state.appending == 0
            // A failure here means at worst that the message is sent again.
            try? state.log.settle(number, at: place, isLast: isLast)
            return wasLast
        }
    }

    /// Writes a refused message to the dead letters, then forgets it as ``settle(_:)`` does.
    @discardableResult
    func refuse(_ number: UInt64, _ message: OutgoingMessage, code: String) throws(DiskOutboxError) -> Bool {
        try deadLetters.append(message, code: code)
        return settle(number)
    }
}

/// Why an outbox on disk could not be used.
public enum DiskOutboxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process has it open.
    case locked(directory: String)
    /// The system refused a call.
    case system(call: String, path: String, code: Int32)
    /// The bytes were written, but the system does not say that they are on disk.
    case notDurable(path: String, code: Int32)
    /// The disk failed before; open the outbox again.
    case broken(directory: String)
    /// The file is not an outbox of ours.
    case notAnOutbox(path: String)
    /// The message has this many bytes, more than the store takes.
    case tooLarge(bytes: Int)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .locked(let directory):
            "another process uses the outbox \(directory); wait for it or take another directory"
        case .system(let call, let path, let code): "\(call) \(path): \(String(cString: strerror(code)))"
        case .notDurable(let path, let code): "\(path) may not be on disk: \(String(cString: strerror(code)))"
        case .broken(let directory): "the disk of \(directory) failed; check it, then start again"
        case .notAnOutbox(let path): "\(path) is not an outbox; move it away"
        case .tooLarge(let bytes): MessageTooLarge(bytes: bytes).description
        }
    }
}

private func makeDirectory(_ path: String) throws(DiskOutboxError) {
    var made = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
        made += made.isEmpty && !path.hasPrefix("/") ? String(part) : "/" + part
        guard !part.isEmpty else {
            made = ""
            continue
        }
        guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw .system(call: "mkdir", path: made, code: errno) }
    }
}

private func takeLock(_ directory: String) throws(DiskOutboxError) -> Int32 {
    let path = "\(directory)/lock"
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .system(call: "open", path: path, code: errno) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        close(file)
        throw code == EWOULDBLOCK ? .locked(directory: directory) : .system(call: "flock", path: path, code: code)
    }
    return file
}
