import CommandLine
import Testing

@testable import EvidenceStore

@Suite("The store's tools")
struct ToolCommandTests {
    @Test("a first word that is no option asks for a tool, anything else for the service")
    func words() async {
        #expect(await ToolCommand.run([]) == nil)
        #expect(await ToolCommand.run(["--config", "store.yaml"]) == nil)
        #expect(await ToolCommand.run(["verify-postur", "x"]) == ExitStatus.usage.rawValue)
        #expect(await ToolCommand.run(["rebuild", "--nothing"]) == ExitStatus.usage.rawValue)
    }

    @Test("every tool has a summary and an example that begins with its name")
    func examples() {
        for tool in ToolCommand.tools {
            #expect(!tool.summary.isEmpty)
            // Some are better known by the name that they have in settei.
            let names = ["evidence-store \(tool.name)", "settei evidence \(tool.name)", "settei journal \(tool.name)"]
            #expect(tool.examples.contains { example in names.contains { example.hasPrefix($0) } }, "\(tool.name)")
        }
    }
}
