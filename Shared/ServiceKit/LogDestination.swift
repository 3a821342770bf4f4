import JSON
import Synchronization
public import Threading

/// Holds one line before it is written.
public struct LogRecord: Sendable {
    /// When it was written.
    public let time: WallTime
    /// How much it matters.
    public let level: LogLevel
    /// The service that wrote it.
    public let service: String
    /// What happened, a constant.
    public let message: String
    /// The data, in order.
    public let data: [(key: LogKey, value: LogValue)]

    /// Returns the datum of a key, the last if there are more.
    public subscript(_ key: LogKey) -> LogValue? { data.last { $0.key == key }?.value }

    /// The line as one JSON object, without a line break.
    public var json: [UInt8] {
        var writer = JSONWriter(reservingCapacity: 256)
        writer.beginObject()
        writer.member("time", time.rfc3339)
        writer.member("level", level.rawValue)
        writer.member("service", service)
        writer.member("message", message)
        for (key, value) in data {
            writer.key(key.name)
            value.write(to: &writer)
        }
        writer.endObject()
        return writer.bytes
    }
}

/// Takes the lines of a ``Log``.
public protocol LogDestination: Sendable {
    /// Takes one line; called from any thread.
    func write(_ record: LogRecord)
}

/// Writes lines to standard error, each with one system call, so that the lines of several processes do not mix.
public struct StandardErrorLog: LogDestination {
    /// Makes a destination; all are the same.
    public init() {}

    /// Writes one line; blocks when the reader of standard error does not read.
    public func write(_ record: LogRecord) {
        StandardStream.error.write(record.json + [UInt8(ascii: "\n")])
    }
}

/// Keeps lines in memory, for tests.
public final class MemoryLog: LogDestination {
    private let kept = Mutex<[LogRecord]>([])

    /// Makes an empty one.
    public init() {}

    /// Keeps one line.
    public func write(_ record: LogRecord) { kept.withLock { $0.append(record) } }

    /// The lines so far, in order.
    public var records: [LogRecord] { kept.withLock { $0 } }

    /// Returns the lines with this message.
    public func records(_ message: String) -> [LogRecord] { records.filter { $0.message == message } }
}
