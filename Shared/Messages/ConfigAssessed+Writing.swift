public import JSON

extension ConfigAssessed {
    /// Appends the data as JSON; as ``JSONTreeEncoder`` would, without a tree, because checkers write thousands a second.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("change", change.text)
        writer.key("resource")
        resource.write(to: &writer)
        writer.key("policy")
        policy.write(to: &writer)
        writer.member("trigger", trigger.rawValue)
        writer.key("outcomes")
        writer.beginArray()
        for outcome in outcomes { outcome.write(to: &writer) }
        writer.endArray()
        writer.member("cost", cost)
        writer.member("durationMicroseconds", durationMicroseconds)
        writer.key("work")
        work.write(to: &writer)
        writer.endObject()
    }
}

extension Resource {
    /// Appends the resource as JSON.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("provider", provider)
        writer.member("account", account)
        writer.member("region", region)
        writer.member("type", type)
        writer.member("id", id)
        writer.endObject()
    }
}

extension PolicyReference {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("version", version)
        writer.member("digest", digest)
        writer.endObject()
    }
}

extension RuleOutcome {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("rule", rule)
        writer.member("outcome", outcome.rawValue)
        writer.member("severity", severity.rawValue)
        writer.member("category", category)
        writer.member("message", message)
        if let explanation {
            writer.key("explanation")
            explanation.write(to: &writer)
        }
        writer.member("cost", cost)
        writer.endObject()
    }
}

extension Explanation {
    /// Appends the explanation as JSON.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("path", path)
        writer.member("value", value)
        writer.member("expression", expression)
        writer.endObject()
    }
}

extension WorkDone {
    /// Appends the work as JSON.
    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("item", item.text)
        writer.member("attempt", attempt)
        writer.member("replica", replica)
        writer.member("receivedAt", receivedAt.text)
        writer.member("finishedAt", finishedAt.text)
        writer.endObject()
    }
}
