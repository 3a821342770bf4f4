import JSON
import Messages

/// Writes the body of a webhook: everything a program needs, and the letter's text for those that show it as it is.
///
/// The same alert gives the same bytes in every try. Source: Standard Webhooks, "Payload structure".
enum WebhookBody {
    static func encode(_ story: Story, letter: Letter) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 4_096)
        writer.beginObject()
        writer.member("type", type(story))
        writer.member("timestamp", story.alert.time.text)
        writer.key("data")
        write(story, letter, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private static func type(_ story: Story) -> String {
        switch story.template {
        case .finding, .resolved, .flapping: "alert.findings"
        case .summary: "alert.summary"
        case .test: "alert.test"
        }
    }

    private static func write(_ story: Story, _ letter: Letter, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("tenant", story.alert.tenant)
        writer.member("alert", story.alert.id.text)
        writer.member("template", story.template.rawValue)
        writer.member("language", story.language.rawValue)
        writer.key("test")
        writer.bool(story.template == .test)
        if story.template != .test { writer.member("severity", story.severity.rawValue) }
        writer.member("title", letter.subject)
        writer.member("text", letter.text)
        if let summary = story.alert.content.summary { write(summary, to: &writer) }
        if let change = story.alert.content.change { write(change, story.actor, to: &writer) }
        writer.key("findings")
        writer.beginArray()
        for item in story.items { write(item, to: &writer) }
        writer.endArray()
        if story.omitted > 0 { writer.member("omitted", story.omitted) }
        writer.endObject()
    }

    private static func write(_ summary: AlertSummary, to writer: inout JSONWriter) {
        writer.key("summary")
        writer.beginObject()
        writer.member("reason", summary.reason.rawValue)
        writer.member("resources", summary.resources)
        writer.key("opened")
        writer.beginObject()
        for severity in Severity.allCases.reversed() {
            writer.member(severity.rawValue, summary.opened[severity.rawValue] ?? 0)
        }
        writer.endObject()
        writer.member("resolved", summary.resolved)
        writer.endObject()
    }

    private static func write(_ change: AlertChange, _ actor: Story.StoryActor?, to writer: inout JSONWriter) {
        writer.key("change")
        writer.beginObject()
        writer.member("id", change.id.text)
        writer.member("action", change.action.rawValue)
        writer.member("observedAt", change.observedAt.text)
        if let actor {
            writer.key("actor")
            writer.beginObject()
            writer.member("id", actor.id)
            writer.member("kind", actor.kind)
            writer.member("address", actor.address)
            writer.key("privileged")
            writer.bool(actor.isPrivileged)
            writer.endObject()
        }
        writer.endObject()
    }

    private static func write(_ item: StoryItem, to writer: inout JSONWriter) {
        let transition = item.transition
        writer.beginObject()
        writer.member("finding", transition.finding)
        writer.member("transition", transition.transition.rawValue)
        writer.member("status", transition.status.rawValue)
        writer.member("reason", transition.reason?.rawValue)
        writer.member("severity", transition.severity.rawValue)
        writer.member("previousSeverity", transition.previousSeverity?.rawValue)
        if transition.flapping != .none { writer.member("flapping", transition.flapping.rawValue) }
        writer.member("rule", transition.rule)
        writer.member("category", transition.category)
        writer.member("title", item.title)
        writer.member("risk", item.risk)
        writer.member("remedy", item.remedy)
        if !item.controls.isEmpty { strings("controls", item.controls, to: &writer) }
        writer.key("resource")
        write(transition.resource, id: item.resource.id, to: &writer)
        writer.member("path", item.path)
        writer.member("value", item.value)
        writer.member("expression", item.expression)
        writer.member("since", transition.since.text)
        writer.endObject()
    }

    private static func write(_ resource: Resource, id: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("provider", resource.provider)
        writer.member("account", resource.account)
        writer.member("region", resource.region)
        writer.member("type", resource.type)
        writer.member("id", id)
        writer.endObject()
    }

    private static func strings(_ name: String, _ values: [String], to writer: inout JSONWriter) {
        writer.key(name)
        writer.beginArray()
        for value in values { writer.string(value) }
        writer.endArray()
    }
}
