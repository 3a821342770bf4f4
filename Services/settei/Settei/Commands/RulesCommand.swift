import Diagnostics
import JSON
import Messages
import Rules

/// `settei rules …`: for people who write rules.
enum RulesCommand {
    static let lint = Command(
        "rules lint",
        "check rule packs: every mistake with file, line and caret",
        operands: "FILE|DIRECTORY…",
        examples: ["settei rules lint deploy/policies", "settei rules lint my-pack.yaml --json"]
    ) { arguments, console in
        let loaded = try load(arguments)
        show(loaded.diagnostics, arguments, console)
        if loaded.isValid, !arguments.has("json") {
            console.note("\(summary(of: loaded)): good")
        }
        return loaded.isValid ? .success : .negative
    }

    static let test = Command(
        "rules test",
        "run the tests that rules carry with them",
        operands: "FILE|DIRECTORY…",
        examples: ["settei rules test deploy/policies", "settei rules test deploy/policies/aws-iam.yaml"]
    ) { arguments, console in
        let loaded = try load(arguments)
        if arguments.has("json") {
            console.line(json(of: loaded))
        } else {
            console.table(
                ["PACK", "VERSION", "RULES", "TESTS"],
                loaded.packs.map { pack in
                    [pack.id, pack.version, "\(pack.rules.count)", "\(pack.rules.reduce(0) { $0 + $1.tests.count })"]
                }
            )
        }
        for mistake in loaded.diagnostics.errors { console.note(mistake.rendered()) }
        console.note(
            loaded.isValid
                ? console.styled("\(loaded.testCount) tests passed", .green)
                : console.styled("\(loaded.diagnostics.errors.count) mistakes", .red)
        )
        return loaded.isValid ? .success : .negative
    }

    private static func load(_ arguments: Arguments) throws -> LoadedPacks {
        guard !arguments.operands.isEmpty else { throw CommandFailure(.usage, "FILE or DIRECTORY is missing") }
        return RulePackLoader.load(paths: arguments.operands)
    }

    private static func summary(of loaded: LoadedPacks) -> String {
        let rules = loaded.packs.reduce(0) { $0 + $1.rules.count }
        return "\(loaded.packs.count) packs, \(rules) rules, \(loaded.testCount) tests"
    }

    /// Diagnostics as compilers print them, or one JSON object a line.
    static func show(_ diagnostics: Diagnostics, _ arguments: Arguments, _ console: Console) {
        guard arguments.has("json") else {
            for diagnostic in diagnostics { console.note(diagnostic.rendered()) }
            return
        }
        for diagnostic in diagnostics {
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("severity", diagnostic.severity.rawValue)
            writer.member("file", diagnostic.file)
            writer.member("line", diagnostic.position?.line)
            writer.member("column", diagnostic.position?.column)
            writer.member("message", diagnostic.message)
            writer.member("hint", diagnostic.hint)
            writer.endObject()
            console.line(writer.text)
        }
    }

    private static func json(of loaded: LoadedPacks) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("packs", loaded.packs.count)
        writer.member("rules", loaded.packs.reduce(0) { $0 + $1.rules.count })
        writer.member("tests", loaded.testCount)
        writer.member("mistakes", loaded.diagnostics.errors.count)
        writer.endObject()
        return writer.text
    }
}
