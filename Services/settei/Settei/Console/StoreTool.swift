import CommandLine
import Foundation

/// Commands that need the journal's directory: the evidence-store does them, and settei runs it.
///
/// `settei evidence verify …` is `evidence-store verify …` with the same options. The evidence-store alone links what
/// reads a journal, and it runs where the journal is; settei only saves people from knowing which program does what.
enum StoreTool {
    /// Declares a command that the evidence-store's tool of the name `tool` does.
    ///
    /// Options and operands are handed on as they are, so they must be the tool's own.
    static func command(
        _ name: String,
        tool: String,
        _ summary: String,
        operands: String = "",
        options: [Option] = [],
        examples: [String]
    ) -> Command {
        let program = Option("evidence-store", "PROGRAM", "the evidence-store; default: the one beside settei")
        return Command(name, summary, operands: operands, options: options + [program], examples: examples) {
            arguments,
            console in
            try refusePasswords(arguments)
            let status = try ProgramBeside.run(
                "evidence-store",
                instead: arguments["evidence-store"],
                words(tool, arguments)
            )
            return ExitStatus(rawValue: status) ?? .software
        }
    }

    /// Refuses a database's URL with a password in it, wherever it was set: it would stand in the tool's arguments, which everybody
    /// on the machine can read.
    static func refusePasswords(_ arguments: Arguments) throws(CommandFailure) {
        for (name, values) in arguments.values where values.contains(where: hasPassword) {
            throw CommandFailure(
                .usage,
                "--\(name): a password must not stand in the address: name a file with ?passfile= or PGPASSFILE"
            )
        }
    }

    private static func hasPassword(_ text: String) -> Bool {
        guard text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") else { return false }
        let (place, query) = (text.prefix { $0 != "?" }, text.drop { $0 != "?" }.dropFirst())
        let authority = place.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
        let user = authority.lastIndex(of: "@").map { authority[..<$0] } ?? ""
        let isNamed = query.split(separator: "&").contains { parameter in
            let name = String(parameter.prefix { $0 != "=" })
            return (name.removingPercentEncoding ?? "password").contains("password")
        }
        return user.contains(":") || isNamed
    }

    /// The words that say to the tool what was said to settei.
    static func words(_ tool: String, _ arguments: Arguments) -> [String] {
        var words = tool.split(separator: " ").map(String.init)
        for (name, values) in arguments.values.sorted(by: { $0.key < $1.key }) where name != "evidence-store" {
            words += values.map { $0.isEmpty ? "--\(name)" : "--\(name)=\($0)" }
        }
        return arguments.operands.isEmpty ? words : words + ["--"] + arguments.operands
    }
}
