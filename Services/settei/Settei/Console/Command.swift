import Foundation

/// One sub-command: what it is called, what it takes, and what it does.
struct Command: Sendable {
    /// The words after `settei`, such as `rules lint`.
    let name: String
    /// One line for the list of commands.
    let summary: String
    /// What stands after the options, such as `FILE|-`; empty where nothing does.
    let operands: String
    /// The options, without those that every command has.
    let options: [Option]
    /// Lines to copy.
    let examples: [String]
    /// What it does; the exit status it returns is the process's.
    let run: @Sendable (Arguments, Console) async throws -> ExitStatus

    init(
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
struct Option: Sendable {
    /// The name without dashes.
    let name: String
    /// What the value is, in capitals; nil for a switch.
    let value: String?
    /// The environment variable that stands in for it.
    let environment: String?
    /// One line for people, with unit and default.
    let summary: String

    init(_ name: String, _ summary: String) {
        self.init(name, nil, summary)
    }

    init(_ name: String, _ value: String?, environment: String? = nil, _ summary: String) {
        self.name = name
        self.value = value
        self.environment = environment
        self.summary = summary
    }

    static let common = [
        Option("json", "print JSON, one value a line, for programs"),
        Option("help", "print this"),
    ]

    /// The options of every command that talks to the store.
    static let connection = [
        Option("store", "HOST", environment: "SETTEI_STORE", "the evidence-store's host; default 127.0.0.1"),
        Option("ingest", "ENDPOINT", environment: "SETTEI_INGEST", "default tcp://HOST:7401"),
        Option("feed", "ENDPOINT", environment: "SETTEI_FEED", "default tcp://HOST:7402"),
        Option("query", "ENDPOINT", environment: "SETTEI_QUERY", "default tcp://HOST:7403"),
        Option("key", "FILE", environment: "SETTEI_KEY", "your key file, made by `settei keys new`"),
        Option("store-key", "FILE", environment: "SETTEI_STORE_KEY", "the store's public key, store.pub"),
        Option("timeout", "SECONDS", "how long to wait for the store; default 10"),
    ]
}

/// The process's exit status; the numbers are those of sysexits.h.
enum ExitStatus: Int32, Sendable {
    case success = 0
    /// It worked, and the answer is no: findings, refusals, failed tests.
    case negative = 1
    case usage = 64
    case badInput = 65
    case unavailable = 69
    case software = 70
    case inputOutput = 74
}

/// A failure with the status the process ends with.
struct CommandFailure: Error, CustomStringConvertible {
    let status: ExitStatus
    let description: String

    init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }

    /// What the system says went wrong with a file; Foundation's own words are vaguer.
    static func reason(of error: any Error) -> String {
        var cause = error as NSError
        while let next = cause.userInfo[NSUnderlyingErrorKey] as? NSError { cause = next }
        guard cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
        return String(cString: strerror(Int32(truncatingIfNeeded: cause.code)))
    }
}
