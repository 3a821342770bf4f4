import Diagnostics
import Expressions
import Messages
import YAML

/// Reads one pack from YAML: its shape and its words, each mistake at its place.
///
/// Whether its expressions mean anything is ``PackLint``'s to say.
struct RulePackReader {
    let sink: DiagnosticSink
    /// Only rules about some types; nil for all.
    var scan: TypeScan?

    /// Returns what could be read; nil where nothing could.
    ///
    /// A pack comes back even with mistakes in it, so that the mistakes of later steps are found in the same run.
    func read(_ root: YAMLNode, file: String) -> PackSource? {
        guard root.members != nil || isNotMapping(root) else { return nil }
        let reader = root.reader(into: sink)
        expect("settei/v1", reader, "apiVersion")
        expect("RulePack", reader, "kind")
        let metadata = reader.mapping("metadata")
        let schemas = SchemaReader(sink: sink).read(reader.optionalNode("schemas"))
        let rules = (reader.sequence("rules") ?? []).filter { scan?.isMeant(by: $0) ?? true }
        reader.finish()
        guard let metadata else { return nil }
        let id = identifier(metadata, "id", Identifier.isPack, "a name of small letters, digits and dashes")
        let version = metadata.string("version")
        if let version, version.isEmpty || version.contains(where: \.isWhitespace), let node = metadata.node["version"]
        {
            sink.append(node.diagnostic(.error, "a version is a text without blanks, such as 1.0.0"))
        }
        let title = metadata.mapping("title").flatMap { localized($0) }
        let retired = metadata.bool("retired", default: false)
        metadata.finish()
        let sources = rules.compactMap { RuleReader(sink: sink).read($0) }
        guard let id, let version, let title else { return nil }
        let pack = RulePack(id: id, version: version, title: title, retired: retired, rules: sources.map(\.rule))
        return PackSource(pack: pack, file: file, idNode: metadata.node["id"] ?? root, schemas: schemas, rules: sources)
    }

    private func isNotMapping(_ root: YAMLNode) -> Bool {
        sink.append(
            root.diagnostic(.error, "expected a rule pack (apiVersion, kind, metadata, rules), found \(root.summary)")
        )
        return false
    }

    private func expect(_ word: String, _ reader: YAMLReader, _ key: String) {
        _ = reader.value(key, expecting: "\"\(word)\"") { $0.string == word ? true : nil }
    }
}

/// A pack and where its parts stand in the file.
struct PackSource {
    var pack: RulePack
    let file: String
    let idNode: YAMLNode
    /// What is declared of settings, by resource type.
    let schemas: [String: StaticType]
    let rules: [RuleSource]
}

/// A rule and where its parts stand in the file.
struct RuleSource {
    let rule: Rule
    let node: YAMLNode
    let idNode: YAMLNode
    let whenNode: YAMLNode?
    let checkNode: YAMLNode?
    let testNodes: [YAMLNode]
    /// The kinds of doubt that the author has looked at.
    let allowed: Set<Doubt>
}

/// How names look: words of small letters and digits, joined by single dashes, in a rule's also by dots.
enum Identifier {
    static func isPack(_ text: String) -> Bool { isName(text, joinedBy: "-", maximumBytes: 100) }
    static func isRule(_ text: String) -> Bool { isName(text, joinedBy: ".-", maximumBytes: 200) }

    private static func isName(_ text: String, joinedBy joints: String, maximumBytes: Int) -> Bool {
        guard text.utf8.count <= maximumBytes else { return false }
        var isAfterWord = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): isAfterWord = true
            case _ where joints.utf8.contains(byte) && isAfterWord: isAfterWord = false
            default: return false
            }
        }
        return isAfterWord
    }
}

extension RulePackReader {
    func identifier(_ reader: YAMLReader, _ key: String, _ isValid: (String) -> Bool, _ words: String) -> String? {
        RuleReader(sink: sink).identifier(reader, key, isValid, words)
    }

    func localized(_ reader: YAMLReader) -> LocalizedText? { RuleReader(sink: sink).localized(reader) }
}
