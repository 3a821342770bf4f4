import JSON
import Messages

extension DerivedMessages {
    /// What one assessment changed, to be told.
    struct ResourceAlert {
        var tenant: String
        var assessment: MessageID
        var resource: Resource
        var trigger: Trigger
        var change: MessageID
        var observedAt: Timestamp
        var action: ChangeAction
        /// JSON of the actor as it was received.
        var actor: [UInt8]?
        /// JSON of each transition.
        var transitions: [[UInt8]]
    }

    static func alert(_ alert: ResourceAlert, at now: Timestamp) throws -> Message {
        let id = DerivedID.derived(from: alert.assessment, role: Kind.alertRaised.rawValue)
        let header = header(id, tenant: alert.tenant, cause: alert.assessment, at: now)
        return try Message(header) { writer in
            writer.beginObject()
            writer.key("resource")
            alert.resource.write(to: &writer)
            writer.key("transitions")
            writeArray(alert.transitions, to: &writer)
            writer.member("trigger", alert.trigger.rawValue)
            writer.key("change")
            writer.beginObject()
            writer.member("id", alert.change.text)
            writer.member("observedAt", alert.observedAt.text)
            writer.member("action", alert.action.rawValue)
            if let actor = alert.actor {
                writer.key("actor")
                writer.raw(actor)
            }
            writer.endObject()
            writer.endObject()
        }
    }

    /// Many resources at once.
    static func summary(
        _ summary: AlertSummary,
        id: MessageID,
        tenant: String,
        trigger: Trigger,
        transitions: [[UInt8]],
        at now: Timestamp
    ) throws -> Message {
        try Message(header(id, tenant: tenant, cause: nil, at: now)) { writer in
            writer.beginObject()
            writer.key("transitions")
            writeArray(transitions, to: &writer)
            writer.member("trigger", trigger.rawValue)
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
            writer.endObject()
        }
    }

    private static func header(_ id: MessageID, tenant: String, cause: MessageID?, at now: Timestamp) -> MessageHeader {
        MessageHeader(
            id: id,
            kind: .alertRaised,
            source: source,
            tenant: tenant,
            subject: id.text,
            time: now,
            causation: cause
        )
    }

    /// Leaves out what does not fit in one message: it stands in the `finding.*` messages all the same.
    private static func writeArray(_ values: [[UInt8]], to writer: inout JSONWriter) {
        writer.beginArray()
        for value in values where writer.bytes.count + value.count < Message.maximumBytes * 3 / 4 { writer.raw(value) }
        writer.endArray()
    }
}
