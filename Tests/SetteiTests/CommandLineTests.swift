import CommandLine
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Settei

@Suite("The command line")
struct CommandLineTests {
    @Test(
        "help is as its golden files say",
        arguments: [
            [], ["publish"], ["check"], ["cel"], ["keys", "new"], ["rules", "lint"], ["rules", "test"],
            ["rules", "explain"], ["principals", "add"], ["principals", "check"],
        ]
    )
    func help(words: [String]) async {
        let status = await SetteiCommand.run(
            words + ["--help"],
            environment: [:],
            console: Console(hasColour: false, hasProgress: false, output: { _ in }, error: { _ in })
        )
        #expect(status == .success)
        let page = SetteiCommand.commands.first { $0.name == words.joined(separator: " ") }.map {
            Help.page(for: $0, program: "settei")
        }
        let text =
            page ?? Help.overview(of: SetteiCommand.commands, program: "settei", purpose: SetteiCommand.all.purpose)
        let name = words.isEmpty ? "help.txt" : "help-\(words.joined(separator: "-")).txt"
        #expect(Golden.difference(of: text, from: name) == nil)
    }

    @Test("a result that cannot be written is a failure, not a crash")
    func fullDisk() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let failure = #expect(throws: CommandFailure.self) { try Console.write("true\n", to: full) }
        #expect(failure?.status == .inputOutput)
        #expect(failure?.description == "cannot write the result: No space left on device")
    }

    @Test(
        "help is found wherever people ask for it",
        arguments: [
            (["rules", "--help"], 0, "settei rules lint"), (["rules"], 64, "settei rules explain"),
            (["help", "cel"], 0, "Usage: settei cel"), (["help", "rules"], 0, "settei rules test"),
            (["help", "rules", "lint"], 0, "Usage: settei rules lint"),
        ] as [([String], Int32, String)]
    )
    func helpAnywhere(words: [String], status: Int32, says: String) async {
        let text = Mutex("")
        let write: @Sendable (String) -> Void = { part in text.withLock { $0 += part } }
        let console = Console(hasColour: false, hasProgress: false, output: write, error: write)
        #expect(await SetteiCommand.run(words, environment: [:], console: console).rawValue == status)
        #expect(text.withLock { $0 }.contains(says))
    }

    @Test("every command has a summary and an example that begins with its name")
    func examples() {
        for command in SetteiCommand.commands {
            #expect(!command.summary.isEmpty)
            #expect(command.examples.contains { $0.contains("settei \(command.name)") }, "\(command.name)")
        }
    }

    @Test(
        "wrong use ends with 64 and says what was meant",
        arguments: [
            (["findngs"], "did you mean 'settei findings'?"),
            (["findings", "--tenat", "acme"], "did you mean --tenant?"),
            (["findings", "--limit"], "--limit needs a value"),
            (["findings", "--json=1"], "--json takes no value"),
            (["publish"], "FILE"),
            (["findings"], "--key FILE"),
            (
                ["findings", "--severity", "bad", "--key", "k", "--store-key", "s"],
                "--severity takes low, medium, high, critical, not 'bad'"
            ),
            (["rules", "lint"], "FILE or DIRECTORY is missing"),
            (["dead-letters", "retry", "x", "--key", "k"], "not an item's id"),
            (["findings", "--key", "k", "--store-key", "s"], "key file s"),
            (["keys", "new", "../x"], "NAME takes"),
        ]
    )
    func usage(words: [String], says: String) async {
        let error = Mutex("")
        let console = Console(
            hasColour: false,
            hasProgress: false,
            output: { _ in },
            error: { text in error.withLock { $0 += text } }
        )
        #expect(await SetteiCommand.run(words, environment: [:], console: console) == .usage)
        #expect(error.withLock { $0.contains(says) }, "\(error.withLock { $0 })")
    }

    @Test("an option's value comes from the call before the environment")
    func environment() throws {
        let command = try #require(SetteiCommand.commands.first { $0.name == "publish" })
        let environment = ["SETTEI_TENANT": "globex", "SETTEI_STORE": ""]
        #expect(try Arguments(["x"], for: command, of: "settei", environment: environment)["tenant"] == "globex")
        let given = try Arguments(["--tenant=acme", "--", "--x"], for: command, of: "settei", environment: environment)
        #expect(given["tenant"] == "acme")
        #expect(given.operands == ["--x"])
        #expect(given["store"] == nil)
    }

    @Test("a store's tool gets the same options and operands, and its status is settei's")
    func storeTool() async throws {
        let command = StoreTool.command(
            "evidence try",
            tool: "try",
            "tries",
            options: [Option("journal", "DIRECTORY", "where"), Option("repair", "a switch")],
            examples: ["settei evidence try x"]
        )
        let words = ["--evidence-store", "/bin/false", "--journal", "a b", "--repair", "--json", "--", "--x", "y"]
        let arguments = try Arguments(words, for: command, of: "settei", environment: [:])
        #expect(StoreTool.words("try", arguments) == ["try", "--journal=a b", "--json", "--repair", "--", "--x", "y"])
        let silent = Console(hasColour: false, hasProgress: false, output: { _ in }, error: { _ in })
        #expect(try await command.run(arguments, silent) == .negative)
        let none = try Arguments(["--evidence-store", "/nowhere"], for: command, of: "settei", environment: [:])
        await #expect(throws: CommandFailure.self) { try await command.run(none, silent) }
    }

    @Test(
        "nothing that a terminal obeys gets through",
        arguments: [
            ("bucket", "bucket"), ("a\u{1b}[2Jb", "a\u{fffd}[2Jb"), ("a\nb", "a\u{fffd}b"),
            ("\u{202e}txt", "\u{fffd}txt"), ("バケット", "バケット"),
        ]
    )
    func printable(text: String, shown: String) {
        #expect(Console.printable(text) == shown)
    }

    @Test("Japanese takes two columns a character")
    func width() {
        #expect(Console.width(of: "abc") == 3)
        #expect(Console.width(of: "設定a") == 5)
    }
}
