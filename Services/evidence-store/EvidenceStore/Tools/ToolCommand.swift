import CommandLine
import ServiceKit

/// `evidence-store TOOL …`: does something with a journal's directory instead of serving.
///
/// A call whose first word is no option is a tool's. Each tool is a file of this folder, named after it.
public enum ToolCommand: Sendable {
    static let tools: [Command] = [
        VerifyTool.command, FsckTool.command, RebuildTool.command, BackupTool.command, RestoreTool.command,
        RetentionTool.command, MoveTool.command,
    ]
    static let all = CommandSet(
        program: "evidence-store",
        purpose: "Tools for the journal's directory; `evidence-store --help` tells how it serves.",
        version: productVersion,
        commands: tools
    )

    /// Runs the tool that `words` (without the program's name) ask for; nil where they ask for the service.
    public static func run(_ words: [String]) async -> Int32? {
        guard let first = words.first, !first.hasPrefix("-") else { return nil }
        return await all.run(words).rawValue
    }
}
