import CommandLine
import Diagnostics
import Expressions
import Foundation
import JSON

/// `settei cel`: tries expressions out, one or many.
enum CelCommand {
    static let cel = Command(
        "cel",
        "evaluate a CEL expression on data; without one, ask for them",
        operands: "[EXPR]",
        options: [
            Option(
                "data",
                "[NAME=]FILE",
                "JSON or YAML, by its ending, as variable NAME; default config; may be repeated"
            ),
            Option("explain", "say why the value is false: part, path, value"),
            Option("type", "say which type the value has, without evaluating"),
            Option("cost", "say what the evaluation spent; a rule may spend 200000"),
        ],
        examples: [
            "settei cel '[1, 2, 3].all(x, x > 0)'",
            "settei cel 'config.ports.all(p, !isOpenToWorld(p.cidr))' --data setting.json --explain",
            "settei cel 'config.size <= limits.size' --data - --data limits=limits.yaml < setting.json",
            "settei cel --data setting.json",
        ]
    ) { arguments, console in
        guard arguments.operands.count <= 1 else {
            throw CommandFailure(.usage, "one EXPR, not \(arguments.operands.count); put it in quotes")
        }
        let workbench = try workbench(arguments)
        guard let source = arguments.operands.first else { return try readLoop(workbench, arguments, console) }
        do throws(Diagnostics) {
            return try answer(source, workbench, arguments, console)
        } catch {
            throw CommandFailure(.badInput, error.rendered())
        }
    }

    private static func workbench(_ arguments: Arguments) throws -> Workbench {
        var workbench = Workbench()
        let words = arguments.values["data"] ?? []
        let files = words.map(DataFile.parse)
        for (index, file) in files.enumerated() {
            guard !files[..<index].contains(where: { $0.name == file.name }) else {
                throw CommandFailure(.usage, "--data names the variable '\(file.name)' twice; give NAME=FILE")
            }
            guard file.path != "-" || !files[..<index].contains(where: { $0.path == "-" }) else {
                throw CommandFailure(.usage, "--data can take standard input once")
            }
            guard !file.path.isEmpty else { throw CommandFailure(.usage, "--data \(file.name)= needs a FILE") }
        }
        if arguments.operands.isEmpty, files.contains(where: { $0.path == "-" }) {
            throw CommandFailure(.usage, "standard input cannot be both the data and the expressions")
        }
        for file in files { workbench.set(file.name, to: .json(try DataFile.read(file.path))) }
        return workbench
    }

    private static func answer(_ source: String, _ workbench: Workbench, _ arguments: Arguments, _ console: Console)
        throws(Diagnostics) -> ExitStatus
    {
        if arguments.has("type") {
            let type = try workbench.compile(source).resultType.description
            console.line(arguments.has("json") ? "{\"type\":\(Value.string(type).jsonText)}" : type)
            return .success
        }
        let answer = try workbench.evaluate(source)
        if arguments.has("json") {
            console.line(json(of: answer, arguments))
        } else {
            console.line(Console.printableLines(ShownValue(answer.value).text))
            if arguments.has("explain") {
                for reason in answer.reasons { console.line("  \(Console.printable(reason))") }
            }
            if arguments.has("cost") { console.note("cost: \(answer.cost)") }
        }
        return answer.value.bool == false ? .negative : .success
    }

    private static func json(of answer: Workbench.Answer, _ arguments: Arguments) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("value")
        answer.value.write(to: &writer)
        writer.member("type", answer.value.typeName.description)
        if arguments.has("cost") { writer.member("cost", answer.cost) }
        if arguments.has("explain"), answer.value.bool == false {
            writer.key("explanation")
            writer.beginArray()
            for fact in answer.program.explain(answer.bindings)?.facts ?? [] {
                writer.beginObject()
                writer.member("expression", fact.expression)
                writer.member("path", fact.path)
                writer.member("value", fact.node)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        return writer.text
    }

    // MARK: Many expressions

    /// Reads expressions from standard input: from a terminal with a prompt, else one after the other.
    private static func readLoop(_ workbench: Workbench, _ arguments: Arguments, _ console: Console) throws
        -> ExitStatus
    {
        for option in ["type"] where arguments.has(option) {
            throw CommandFailure(.usage, "--\(option) needs an EXPR; here it is :\(option) EXPR")
        }
        let isTerminal = isatty(STDIN_FILENO) == 1
        var loop = ReadLoop(
            workbench,
            console: console,
            settings: ReadLoop.Settings(
                isTerminal: isTerminal,
                json: arguments.has("json"),
                explains: arguments.has("explain") || isTerminal,
                costs: arguments.has("cost")
            )
        )
        guard isTerminal else { return loop.run { readLine(strippingNewline: true) } }
        var lines = TerminalLines(STDIN_FILENO)
        return loop.run { () throws(Interruption) in try lines.next() }
    }
}
