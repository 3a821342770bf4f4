/// Says to whoever started a process how it ended.
///
/// Source: sysexits.h, and 128 + signal as shells count.
public struct ExitCode: RawRepresentable, Sendable, Hashable {
    /// The number.
    public let rawValue: Int32

    /// Makes a code.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// Done, or stopped as asked.
    public static let success = ExitCode(rawValue: 0)
    /// Not ready; the answer of `--healthcheck`.
    public static let notReady = ExitCode(rawValue: 1)
    /// The command line is wrong.
    public static let usage = ExitCode(rawValue: 64)
    /// Something that is needed is not there, as a port that is taken.
    public static let unavailable = ExitCode(rawValue: 69)
    /// The service failed.
    public static let software = ExitCode(rawValue: 70)
    /// Stopping took longer than the time limit.
    public static let shutdownTimeout = ExitCode(rawValue: 75)
    /// The configuration file or the environment is wrong.
    public static let configuration = ExitCode(rawValue: 78)
}
