import Diagnostics
import YAML

/// Reads a file of intents from YAML, each mistake at its place.
struct IntentReader {
    let sink: DiagnosticSink

    /// What could be read.
    func read(_ root: YAMLNode, file: String) -> [IntentSource] {
        let reader = root.reader(into: sink)
        _ = reader.value("apiVersion", expecting: "\"settei/v1\"") { $0.string == "settei/v1" ? true : nil }
        _ = reader.value("kind", expecting: "\"Intents\"") { $0.string == "Intents" ? true : nil }
        let intents = reader.sequence("intents") ?? []
        // Names the file for people; nothing is published of it.
        _ = reader.optionalNode("metadata")
        reader.finish()
        return intents.compactMap { intent($0, file: file) }
    }

    private func intent(_ node: YAMLNode, file: String) -> IntentSource? {
        let reader = node.reader(into: sink)
        let rules = RuleReader(sink: sink)
        let id = rules.identifier(reader, "id", Identifier.isPack, "a name such as storage-not-public")
        let title = reader.mapping("title").flatMap { rules.localized($0) }
        let consequence = reader.mapping("consequence").flatMap { rules.localized($0) }
        let badPractice = reader.mapping("badPractice").flatMap { rules.localized($0) }
        reader.finish()
        guard let id, let title, let consequence, let badPractice else { return nil }
        let intent = Intent(id: id, title: title, consequence: consequence, badPractice: badPractice)
        return IntentSource(intent: intent, file: file, node: node)
    }
}

/// An intent and where it stands.
struct IntentSource {
    let intent: Intent
    let file: String
    let node: YAMLNode
}
