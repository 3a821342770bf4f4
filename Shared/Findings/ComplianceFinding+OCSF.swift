public import JSON
public import Messages

extension ComplianceFinding {
    /// The version of the schema that is written.
    public static let schemaVersion = "1.5.0"
    /// Compliance Finding, in the category Findings.
    static let classID = 2_003

    /// Appends the finding as one OCSF event; `product` is the version of the program, `language` the one of the words.
    public func write(to writer: inout JSONWriter, product: String, language: Language) {
        writer.beginObject()
        writeClass(to: &writer)
        writer.member("time", time.milliseconds)
        writer.member("message", found.map { "\(words.title): \($0)" } ?? words.title)
        writer.member("severity_id", outcome.severity.ocsf)
        writer.member("severity", outcome.severity.rawValue.capitalised)
        writer.member("status_id", status.rawValue)
        writer.member("status", "\(status)".capitalised)
        writeMetadata(to: &writer, product: product, language: language)
        writeInformation(to: &writer)
        writeCompliance(to: &writer)
        if let remedy = words.remedy {
            writer.key("remediation")
            writer.beginObject()
            writer.member("desc", remedy)
            writer.endObject()
        }
        writeCloud(to: &writer)
        writeResource(to: &writer)
        writer.endObject()
    }

    private func writeClass(to writer: inout JSONWriter) {
        writer.member("class_uid", Self.classID)
        writer.member("class_name", "Compliance Finding")
        writer.member("category_uid", 2)
        writer.member("category_name", "Findings")
        writer.member("activity_id", activity.rawValue)
        writer.member("activity_name", "\(activity)".capitalised)
        writer.member("type_uid", Self.classID * 100 + activity.rawValue)
        writer.member("type_name", "Compliance Finding: " + "\(activity)".capitalised)
    }

    private func writeMetadata(to writer: inout JSONWriter, product: String, language: Language) {
        writer.key("metadata")
        writer.beginObject()
        writer.member("version", Self.schemaVersion)
        writer.key("profiles")
        writer.beginArray()
        if cloudName != nil { writer.string("cloud") }
        writer.endArray()
        writer.member("event_code", outcome.rule)
        writer.member("tenant_uid", tenant)
        writer.key("product")
        writer.beginObject()
        writer.member("name", "Settei")
        writer.member("uid", "settei")
        writer.member("vendor_name", "Settei")
        writer.member("version", product)
        writer.member("lang", language.rawValue)
        writer.endObject()
        writer.endObject()
    }

    private func writeInformation(to writer: inout JSONWriter) {
        writer.key("finding_info")
        writer.beginObject()
        writer.member("uid", id)
        writer.member("title", words.title)
        writer.member("desc", words.description)
        writer.member("created_time", since.milliseconds)
        writer.member("first_seen_time", since.milliseconds)
        writer.member("modified_time", time.milliseconds)
        writer.member("last_seen_time", time.milliseconds)
        writer.strings("types", words.category.map { [$0] } ?? [])
        writer.key("analytic")
        writer.beginObject()
        writer.member("uid", outcome.rule)
        writer.member("name", outcome.rule)
        writer.member("type_id", 1)
        writer.member("type", "Rule")
        writer.member("version", "\(policyVersion)")
        writer.endObject()
        writer.endObject()
    }

    private func writeResource(to writer: inout JSONWriter) {
        writer.key("resources")
        writer.beginArray()
        writer.beginObject()
        writer.member("uid", resource.id)
        writer.member("name", origins.first ?? resource.id)
        writer.member("type", resource.type)
        if !resource.region.isEmpty { writer.member("region", resource.region) }
        writer.strings("labels", origins)
        writer.key("data")
        writer.beginObject()
        writer.member("key", resource.key)
        writer.member("path", outcome.explanation?.path)
        writer.member("value", outcome.explanation?.value)
        writer.endObject()
        writer.endObject()
        writer.endArray()
    }
}
