import JSON

/// The JSON that Terraform's `google_iam_policy` makes of its blocks.
///
/// Source: Terraform registry, Google provider, "Data Source: google_iam_policy".
struct GooglePolicyText {
    let text: String

    init(of values: JSONNode, in file: TerraformFile) {
        var writer = JSONWriter(reservingCapacity: 1_024)
        writer.beginObject()
        writer.key("bindings")
        writer.beginArray()
        for binding in Self.blocks(values["binding"]) {
            writer.beginObject()
            writer.member("role", binding["role"]?.string.map { file.resolved($0) ?? $0 })
            Self.write("members", binding["members"], file, to: &writer)
            for condition in Self.blocks(binding["condition"]) { writer.member("condition", condition) }
            writer.endObject()
        }
        writer.endArray()
        writer.key("auditConfigs")
        writer.beginArray()
        for audit in Self.blocks(values["audit_config"]) {
            writer.beginObject()
            writer.member("service", audit["service"]?.string)
            writer.key("auditLogConfigs")
            writer.beginArray()
            for log in Self.blocks(audit["audit_log_configs"]) {
                writer.beginObject()
                writer.member("logType", log["log_type"]?.string)
                Self.write("exemptedMembers", log["exempted_members"], file, to: &writer)
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        text = writer.text
    }

    private static func write(_ name: String, _ texts: JSONNode?, _ file: TerraformFile, to writer: inout JSONWriter) {
        guard let texts, texts.count > 0 else { return }
        writer.key(name)
        writer.beginArray()
        for text in texts.elements {
            let text = text.string ?? "unknown"
            writer.string(file.resolved(text) ?? text)
        }
        writer.endArray()
    }

    private static func blocks(_ node: JSONNode?) -> [JSONNode] {
        guard let node, !node.isNull else { return [] }
        return node.kind == .array ? Array(node.elements) : [node]
    }
}
