import CommandLine
import Diagnostics
import Expressions

/// Reads expressions line by line and answers each; lines that begin with a colon are for the loop itself.
struct ReadLoop {
    /// How it answers.
    struct Settings {
        /// Whether somebody sits before it, who wants a prompt.
        var isTerminal = false
        var json = false
        var explains = false
        var costs = false
    }

    private var workbench: Workbench
    private let console: Console
    private let settings: Settings
    private var history: [String] = []
    private var status = ExitStatus.success
    private var isOver = false

    init(_ workbench: Workbench, console: Console, settings: Settings) {
        self.workbench = workbench
        self.console = console
        self.settings = settings
    }

    /// Goes on until `:quit` or the end of the input.
    ///
    /// The status is 65 where a line was wrong, else 1 where one came out false; at a terminal always 0.
    mutating func run(_ nextLine: () throws(Interruption) -> String?) -> ExitStatus {
        if settings.isTerminal {
            console.error("CEL, as rules use it. :help tells what else there is; ^D ends.\n")
        }
        while !isOver {
            do throws(Interruption) {
                guard let line = try read(nextLine) else { break }
                obey(line)
            } catch {
                // The terminal has written ^C behind the prompt.
                console.error("\n")
            }
        }
        if settings.isTerminal, !isOver { console.error("\n") }
        return settings.isTerminal ? .success : status
    }

    /// One expression or command, with more lines as long as brackets are open.
    ///
    /// An empty line ends them all the same, and an interruption drops what there is so far.
    private func read(_ nextLine: () throws(Interruption) -> String?) throws(Interruption) -> String? {
        prompt("cel> ")
        guard var text = try nextLine() else { return nil }
        // An arrow key comes as an escape sequence, whose bracket would swallow the lines that follow.
        guard !settings.isTerminal || !text.unicodeScalars.contains("\u{1b}") else {
            console.note("this prompt knows no arrow keys; see :history, and !3 does the third line again")
            return ""
        }
        while takesExpression(text), OpenBrackets.isUnfinished(text) {
            prompt("...> ")
            guard let more = try nextLine(), !more.isEmpty else { break }
            text += "\n" + more
        }
        return text
    }

    /// Whether the rest of the line is an expression, and not a file's name or a word.
    private func takesExpression(_ line: String) -> Bool {
        let word = line.prefix { !$0.isWhitespace }
        return !word.hasPrefix(":") || [":let", ":type", ":explain", ":layout"].contains(word)
    }

    private func prompt(_ text: String) {
        if settings.isTerminal { console.error(text) }
    }

    private mutating func obey(_ line: String) {
        let text = String(line.drop { $0.isWhitespace })
        guard !text.isEmpty, !text.hasPrefix("//") else { return }
        if text.hasPrefix("!"), let number = Int(text.dropFirst().filter { !$0.isWhitespace }) { return again(number) }
        history.append(text)
        do throws(Diagnostics) {
            if text.hasPrefix(":") { try command(text) } else { try evaluate(text, explains: settings.explains) }
        } catch {
            fail(error.rendered())
        }
    }

    private mutating func again(_ number: Int) {
        guard history.indices.contains(number - 1) else { return fail("there is no line \(number); see :history") }
        let line = history[number - 1]
        console.note(line)
        obey(line)
    }

    private mutating func fail(_ message: String) {
        console.note(message)
        status = .badInput
    }

    private mutating func evaluate(_ source: String, explains: Bool) throws(Diagnostics) {
        let answer = try workbench.evaluate(source)
        let shown = ShownValue(answer.value)
        console.line(settings.json ? shown.json : Console.printableLines(shown.text))
        if explains, !settings.json {
            for reason in answer.reasons { console.line("  \(Console.printable(reason))") }
        }
        if settings.costs { console.note("cost: \(answer.cost)") }
        if answer.value.bool == false, status == .success { status = .negative }
        workbench.set("_", to: answer.value)
    }

    // MARK: Commands

    private static let help = """
        EXPR                evaluate; brackets may stay open over several lines
        _                   the last value
        :let NAME = EXPR    set a variable
        :load [NAME=]FILE   set a variable, usually config, to a file of JSON or YAML
        :vars               the variables and their values
        :type EXPR          the type an expression has, without evaluating it
        :explain EXPR       evaluate, and say why it is false
        :functions [WORD]   the functions there are, those with WORD in their name
        :layout EXPR        the expression with one condition a line
        :history            the lines so far; !3 does the third again
        :quit               end, as ^D does; ^C only drops what is being written
        """

    private mutating func command(_ text: String) throws(Diagnostics) {
        let word = text.prefix { !$0.isWhitespace }
        let rest = String(text.dropFirst(word.count).drop { $0.isWhitespace })
        switch word {
        case ":help", ":h", ":?": console.line(Self.help)
        case ":quit", ":q", ":exit": isOver = true
        case ":vars": showVariables()
        case ":history": for (index, line) in history.enumerated() { console.line("\(index + 1)  \(line)") }
        case ":functions": showFunctions(rest)
        case ":load": load(rest)
        case ":let": try assign(rest)
        case ":type": console.line(try workbench.compile(try expression(rest, word)).resultType.description)
        case ":explain": try evaluate(try expression(rest, word), explains: true)
        case ":layout": try layout(try expression(rest, word))
        default:
            let known = ["help", "quit", "vars", "history", "load", "let", "type", "explain", "functions", "layout"]
            let tried = word.dropFirst()
            let begun = known.first { !tried.isEmpty && $0.hasPrefix(tried) }
            let near = (begun ?? Suggestion.nearest(to: String(tried), among: known)).map { "; did you mean :\($0)?" }
            fail("there is no \(Console.printable(String(word)))\(near ?? "; see :help")")
        }
    }

    private func expression(_ text: String, _ word: Substring) throws(Diagnostics) -> String {
        guard text.isEmpty else { return text }
        throw Diagnostics([Diagnostic(.error, "an expression is missing: \(word) EXPR", file: String(word))])
    }

    private func layout(_ source: String) throws(Diagnostics) {
        _ = try workbench.compile(source)
        if let outline = try? Outline(parsing: source) { console.line(outline.layout()) }
    }

    private func showVariables() {
        if workbench.variables.isEmpty { console.note("there are none; see :let and :load") }
        for (name, value) in workbench.variables {
            let text = ShownValue(value).line
            let shown = text.count > 80 ? text.prefix(80) + "…" : text
            console.line("\(name) = \(Console.printable(shown))")
        }
    }

    private func showFunctions(_ word: String) {
        let wanted = word.lowercased()
        let found = FunctionRegistry.standard.listing.filter { function in
            function.name.first?.isLetter ?? false && (wanted.isEmpty || function.name.lowercased().contains(wanted))
        }
        if found.isEmpty { console.note("no function has '\(Console.printable(word))' in its name") }
        for function in found { console.line(function.call) }
    }

    private mutating func load(_ word: String) {
        guard !word.isEmpty else { return fail("a file is missing: :load [NAME=]FILE") }
        let (name, path) = DataFile.parse(word)
        guard !path.isEmpty else { return fail("a file is missing: :load \(name)=FILE") }
        guard path != "-" else { return fail("standard input is taken by the expressions") }
        do {
            workbench.set(name, to: .json(try DataFile.read(path)))
            console.note("\(name) is set")
        } catch {
            fail("\(error)")
        }
    }

    private mutating func assign(_ text: String) throws(Diagnostics) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0].filter { !$0.isWhitespace })
        guard parts.count == 2, DataFile.isName(name) else { return fail("write :let NAME = EXPR") }
        let answer = try workbench.evaluate(String(parts[1].drop { $0.isWhitespace }))
        workbench.set(name, to: answer.value)
        console.line("\(name) = \(Console.printableLines( ShownValue(answer.value).text))")
    }
}
