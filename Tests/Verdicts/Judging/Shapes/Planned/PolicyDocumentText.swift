import JSON

/// The JSON that Terraform's `aws_iam_policy_document` makes of its blocks.
///
/// Source: Terraform registry, AWS provider, "Data Source: aws_iam_policy_document".
struct PolicyDocumentText {
    let text: String

    /// Writes the document; nil where it is put together from other documents.
    init?(of values: JSONNode, in file: TerraformFile) {
        for name in ["source_policy_documents", "override_policy_documents", "source_json", "override_json"] {
            if let part = values[name], !part.isNull, part.count > 0 || part.kind == .string { return nil }
        }
        var writer = JSONWriter(reservingCapacity: 1_024)
        writer.beginObject()
        writer.member("Version", values["version"]?.string ?? "2012-10-17")
        writer.key("Statement")
        writer.beginArray()
        for statement in Self.list(values["statement"]) { Self.write(statement, file, to: &writer) }
        writer.endArray()
        writer.endObject()
        text = writer.text
    }

    private static func write(_ statement: JSONNode, _ file: TerraformFile, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("Sid", statement["sid"]?.string)
        writer.member("Effect", statement["effect"]?.string ?? "Allow")
        for (name, source) in [
            ("Action", "actions"), ("NotAction", "not_actions"), ("Resource", "resources"),
            ("NotResource", "not_resources"),
        ] {
            guard let texts = statement[source], texts.count > 0 else { continue }
            writer.key(name)
            write(list: texts, file, to: &writer)
        }
        for (name, source) in [("Principal", "principals"), ("NotPrincipal", "not_principals")] {
            writePrincipals(list(statement[source]), name, file, to: &writer)
        }
        writeConditions(list(statement["condition"]), file, to: &writer)
        writer.endObject()
    }

    private static func writePrincipals(
        _ blocks: [JSONNode],
        _ name: String,
        _ file: TerraformFile,
        to writer: inout JSONWriter
    ) {
        guard !blocks.isEmpty else { return }
        writer.key(name)
        if blocks.contains(where: { $0["type"]?.string == "*" }) { return writer.string("*") }
        writer.beginObject()
        for (type, same) in Dictionary(grouping: blocks, by: { $0["type"]?.string ?? "AWS" }).sorted(by: {
            $0.key < $1.key
        }) {
            writer.key(type)
            writer.beginArray()
            for text in same.flatMap({ list($0["identifiers"]) }) { write(text: text, file, to: &writer) }
            writer.endArray()
        }
        writer.endObject()
    }

    private static func writeConditions(_ blocks: [JSONNode], _ file: TerraformFile, to writer: inout JSONWriter) {
        guard !blocks.isEmpty else { return }
        writer.key("Condition")
        writer.beginObject()
        for (test, same) in Dictionary(grouping: blocks, by: { $0["test"]?.string ?? "" }).sorted(by: {
            $0.key < $1.key
        }) {
            writer.key(test)
            writer.beginObject()
            for (variable, blocks) in Dictionary(grouping: same, by: { $0["variable"]?.string ?? "" }) {
                writer.key(variable)
                writer.beginArray()
                for text in blocks.flatMap({ list($0["values"]) }) { write(text: text, file, to: &writer) }
                writer.endArray()
            }
            writer.endObject()
        }
        writer.endObject()
    }

    private static func write(list texts: JSONNode, _ file: TerraformFile, to writer: inout JSONWriter) {
        writer.beginArray()
        for text in texts.elements { write(text: text, file, to: &writer) }
        writer.endArray()
    }

    /// A text that is not known is one that names something in particular.
    private static func write(text: JSONNode, _ file: TerraformFile, to writer: inout JSONWriter) {
        let text = text.string ?? "unknown"
        writer.string(file.resolved(text) ?? text)
    }

    /// Blocks come as a list, also where there is one; evaluators leave the list out now and then.
    private static func list(_ node: JSONNode?) -> [JSONNode] {
        guard let node, !node.isNull else { return [] }
        return node.kind == .array ? Array(node.elements) : [node]
    }
}
