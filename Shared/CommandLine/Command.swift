import Foundation

/// One sub-command: what it is called, what it takes, and what it does.
public struct Command: Sendable {
    /// The words after the program's name, such as `rules lint`.
    public let name: String
    /// One line for the list of commands.
    public let summary: String
    /// What stands after the options, such as `FILE|-`; empty where nothing does.
    public let operands: String
    /// The options, without those that every command has.
    public let options: [Option]
    /// Lines to copy.
    public let examples: [String]
    /// What it does; the exit status it returns is the process's.
    public let run: @Sendable (Arguments, Console) async throws -> ExitStatus

    /// Declares a command; the options that every command has are added.
    public init(
        _ name: String,
        _ summary: String,
        operands: String = "",
        options: [Option] = [],
        examples: [String],
        run: @escaping @Sendable (Arguments, Console) async throws -> ExitStatus
    ) {
        self.name = name
        self.summary = summary
        self.operands = operands
        self.options = options + Option.common
        self.examples = examples
        self.run = run
    }
}

/// One `--name value` or `--name`.
public struct Option: Sendable {
    /// The name without dashes.
    public let name: String
    /// What the value is, in capitals; nil for a switch.
    public let value: String?
    /// The environment variable that stands in for it.
    public let environment: String?
    /// One line for people, with unit and default.
    public let summary: String

    /// Declares a switch.
    public init(_ name: String, _ summary: String) {
        self.init(name, nil, summary)
    }

    /// Declares an option with a value, or a switch where `value` is nil.
    public init(_ name: String, _ value: String?, environment: String? = nil, _ summary: String) {
        self.name = name
        self.value = value
        self.environment = environment
        self.summary = summary
    }

    /// The options that every command has.
    public static let common = [
        Option("json", "print JSON, one value a line, for programs"),
        Option("help", "print this"),
    ]
}

/// The process's exit status; the numbers are those of sysexits.h.
public enum ExitStatus: Int32, Sendable {
    /// It worked.
    case success = 0
    /// It worked, and the answer is no: findings, refusals, failed tests.
    case negative = 1
    /// The call is wrong.
    case usage = 64
    /// A file or message is not what it should be.
    case badInput = 65
    /// Somebody who should answer does not.
    case unavailable = 69
    /// Something went wrong that should not.
    case software = 70
    /// A file cannot be read or written.
    case inputOutput = 74
}

/// A failure with the status the process ends with.
public struct CommandFailure: Error, CustomStringConvertible {
    /// The status that the process ends with.
    public let status: ExitStatus
    /// What is said on standard error.
    public let description: String

    /// Says what went wrong and how the process ends.
    public init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }

    /// What the system says went wrong with a file; Foundation's own words are vaguer.
    public static func reason(of error: any Error) -> String {
        var cause = error as NSError
        while let next = cause.userInfo[NSUnderlyingErrorKey] as? NSError { cause = next }
        guard cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(truncatingIfNeeded: cause.code)))
    }
}
