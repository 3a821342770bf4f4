/// Says how much a line of the log matters; a service writes its level and everything above.
public enum LogLevel: String, Sendable, CaseIterable, Comparable {
    /// Someone must act.
    case error
    /// Degraded, but going on.
    case warning
    /// Start, stop, the configuration in use.
    case notice
    /// Rare events.
    case info
    /// One line for each message.
    case debug
    /// The rest.
    case trace

    /// From 0, the most important, to 5.
    var rank: Int {
        switch self {
        case .error: 0
        case .warning: 1
        case .notice: 2
        case .info: 3
        case .debug: 4
        case .trace: 5
        }
    }

    /// Orders levels from the most to the least important.
    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}
