import Synchronization
public import Threading

/// Writes lines for operators: a constant message, and data in keys.
///
/// A value to be passed through initializers; copies share level and destination. A line below the level costs one
/// atomic load: its data are not even made. May be used from any thread.
///
/// ```swift
/// log.info("delivery failed", [.messageID: .string(id), .attempt: .int(attempt), .error: .error(error)])
/// ```
public struct Log: Sendable {
    /// The name of the service, in every line.
    public let service: String
    private let shared: Shared
    private let context: [(key: LogKey, value: LogValue)]

    private final class Shared: Sendable {
        let rank: Atomic<Int>
        let destination: any LogDestination
        let clock: WallClock

        init(_ level: LogLevel, _ destination: any LogDestination, _ clock: WallClock) {
            rank = Atomic(level.rank)
            self.destination = destination
            self.clock = clock
        }
    }

    /// Makes a log for a service.
    public init(
        service: String,
        level: LogLevel = .info,
        to destination: any LogDestination = StandardErrorLog(),
        clock: WallClock = .system
    ) {
        self.service = service
        shared = Shared(level, destination, clock)
        context = []
    }

    private init(_ log: Log, adding more: KeyValuePairs<LogKey, LogValue>) {
        service = log.service
        shared = log.shared
        context = log.context + more.map { ($0.key, $0.value) }
    }

    /// Returns a log whose every line has these data too.
    public func with(_ data: KeyValuePairs<LogKey, LogValue>) -> Log { Log(self, adding: data) }

    /// Changes the level for this log and all its copies.
    public func setLevel(_ level: LogLevel) { shared.rank.store(level.rank, ordering: .relaxed) }

    /// Tells whether lines of this level are written.
    public func writes(_ level: LogLevel) -> Bool { level.rank <= shared.rank.load(ordering: .relaxed) }

    /// Writes a line of any level.
    public func log(
        _ level: LogLevel,
        _ message: StaticString,
        _ data: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]
    ) {
        guard writes(level) else { return }
        let data = context + data().map { ($0.key, $0.value) }
        shared.destination.write(
            LogRecord(time: shared.clock.now(), level: level, service: service, message: "\(message)", data: data)
        )
    }

    /// Writes a line: someone must act.
    public func error(_ message: StaticString, _ data: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.error, message, data())
    }

    /// Writes a line: degraded, but going on.
    public func warning(_ message: StaticString, _ data: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.warning, message, data())
    }

    /// Writes a line: start, stop, configuration.
    public func notice(_ message: StaticString, _ data: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.notice, message, data())
    }

    /// Writes a line: a rare event.
    public func info(_ message: StaticString, _ data: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.info, message, data())
    }

    /// Writes a line: one for each message.
    public func debug(_ message: StaticString, _ data: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.debug, message, data())
    }

    /// Writes a line: everything else.
    public func trace(_ message: StaticString, _ data: @autoclosure () -> KeyValuePairs<LogKey, LogValue> = [:]) {
        log(.trace, message, data())
    }
}
