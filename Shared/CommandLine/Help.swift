/// What `--help` prints.
public enum Help: Sendable {
    /// The list of `commands`, which may be a group of those that `program` has.
    public static func overview(of commands: [Command], program: String, purpose: String) -> String {
        let width = commands.map(\.name.count).max() ?? 0
        let lines = commands.map { "  \(program) \(pad($0.name, to: width))  \($0.summary)" }
        return """
            \(purpose)

            \(lines.joined(separator: "\n"))

            \(program) COMMAND --help tells what a command takes, with examples.
            Exit status: 0 it worked; 1 it worked and the answer is no (findings, refusals); 64 wrong use; 65 bad input; 69 no store.

            """
    }

    /// What a command takes, with examples.
    public static func page(for command: Command, program: String) -> String {
        let operands = command.operands.isEmpty ? "" : " \(command.operands)"
        let names = command.options.map { option in
            (text: "--\(option.name)" + (option.value.map { " \($0)" } ?? ""), option: option)
        }
        let width = names.map(\.text.count).max() ?? 0
        let options = names.map { name in
            let variable = name.option.environment.map { " [\($0)]" } ?? ""
            return "  \(pad(name.text, to: width))  \(name.option.summary)\(variable)"
        }
        return """
            \(program) \(command.name): \(command.summary)

            Usage: \(program) \(command.name) [OPTIONS]\(operands)

            \(options.joined(separator: "\n"))

            Examples:
            \(command.examples.map { "  \($0)" }.joined(separator: "\n"))

            """
    }

    /// `text` with blanks behind it until it has `width` characters.
    public static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
