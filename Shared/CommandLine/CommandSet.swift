import Diagnostics
import Foundation

/// The commands of one program: finds the one that is asked for, reads its options, runs it.
public struct CommandSet: Sendable {
    /// The program's name, as one types it.
    public let program: String
    /// One sentence on what it is for.
    public let purpose: String
    /// The release, as `--version` prints it.
    public let version: String
    /// All commands, in the order in which help lists them.
    public let commands: [Command]

    /// Puts commands together under a program's name.
    public init(program: String, purpose: String, version: String, commands: [Command]) {
        self.program = program
        self.purpose = purpose
        self.version = version
        self.commands = commands
    }

    /// Runs what `words` say (without the program's name) and returns the exit status.
    public func run(_ words: [String]) async -> ExitStatus {
        let environment = ProcessInfo.processInfo.environment
        return await run(words, environment: environment, console: .standard(program, environment: environment))
    }

    /// Runs what `words` say in a given environment, writing to `console`.
    public func run(_ words: [String], environment: [String: String], console: Console) async -> ExitStatus {
        // `settei help cel` is `settei cel --help`.
        let words = words.first == "help" && words.count > 1 ? words.dropFirst() + ["--help"] : words
        switch words.first {
        case nil:
            console.error(overview(commands))
            return .usage
        case "help", "--help", "-h":
            console.output(overview(commands))
            return .success
        case "--version":
            console.line("\(program) \(version)")
            return .success
        default: break
        }
        if let group = group(words) {
            let asked = words.count > 1
            (asked ? console.output : console.error)(overview(group))
            return asked ? .success : .usage
        }
        guard let (command, rest) = find(words) else { return unknown(words, console) }
        if rest.contains("--help") || rest.contains("-h") {
            console.output(Help.page(for: command, program: program))
            return .success
        }
        do {
            let arguments = try Arguments(rest, for: command, of: program, environment: environment)
            return try await command.run(arguments, console)
        } catch let failure as CommandFailure {
            console.note("\(program): \(failure)")
            return failure.status
        } catch {
            console.note("\(program): \(error)")
            return .software
        }
    }

    private func overview(_ commands: [Command]) -> String {
        Help.overview(of: commands, program: program, purpose: purpose)
    }

    private func unknown(_ words: [String], _ console: Console) -> ExitStatus {
        let tried = words.prefix(2).filter { !$0.hasPrefix("-") }.joined(separator: " ")
        let near =
            Suggestion.nearest(to: tried, among: commands.map(\.name)).map { "; did you mean '\(program) \($0)'?" }
            ?? ""
        console.note("\(program): no command '\(Console.printable(tried))'\(near)\nsee: \(program) --help")
        return .usage
    }

    /// The commands that begin with a word, where it stands alone or asks for help.
    private func group(_ words: [String]) -> [Command]? {
        guard words.dropFirst().allSatisfy({ $0 == "--help" || $0 == "-h" }) else { return nil }
        let found = commands.filter { $0.name.hasPrefix(words[0] + " ") }
        return found.isEmpty ? nil : found
    }

    /// The command with the most words that `words` begin with.
    private func find(_ words: [String]) -> (Command, [String])? {
        for count in [3, 2, 1] where words.count >= count {
            let name = words.prefix(count).joined(separator: " ")
            if let command = commands.first(where: { $0.name == name }) {
                return (command, Array(words.dropFirst(count)))
            }
        }
        return nil
    }
}
