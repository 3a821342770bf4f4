import Diagnostics
import Messages
import YAML

/// Reads one person of a tenant.
struct PersonReader {
    let sink: DiagnosticSink

    func read(_ node: YAMLNode) -> Person? {
        let reader = node.reader(into: sink)
        let id = reader.value("id", expecting: "a name of small letters, digits, dots and dashes", TenantReader.name)
        let name = reader.value("name", expecting: "a text on one line", TenantReader.line)
        let email = reader.value("email", expecting: "a mail address") { node in
            node.string.flatMap { TenantReader.isMailAddress($0) ? $0 : nil }
        }
        let language: Language? = reader.optionalChoice("language")
        reader.finish()
        guard let id, let name, let email else { return nil }
        return Person(id: id, name: name, email: email, language: language)
    }
}
