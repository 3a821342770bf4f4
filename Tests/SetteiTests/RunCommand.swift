import CommandLine
import Synchronization

@testable import Settei

/// Runs `settei` with words, without colours and progress, and returns its exit status and what it wrote.
func settei(_ words: [String], environment: [String: String] = [:]) async
    -> (status: Int32, output: String, error: String)
{
    let (output, error) = (Shown(), Shown())
    let console = Console(
        hasColour: false,
        hasProgress: false,
        output: output.console.output,
        error: error.console.error
    )
    let status = await SetteiCommand.run(words, environment: environment, console: console)
    return (status.rawValue, output.text, error.text)
}

/// Keeps what a command writes.
final class Shown: Sendable {
    private let written = Mutex("")

    var text: String { written.withLock { $0 } }

    /// Both streams in one.
    var console: Console {
        let add: @Sendable (String) -> Void = { text in self.written.withLock { $0 += text } }
        return Console(hasColour: false, hasProgress: false, output: add, error: add)
    }
}
