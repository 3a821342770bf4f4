import JSON
import Messages

/// Writes the messages that the store says itself.
enum DerivedMessages {
    static let source = "//settei/evidence-store"

    /// What a finding's message says beside the finding.
    struct FindingContext {
        var finding: String
        /// The number of this change among those of its assessment, from 1.
        var ordinal: Int
        var tenant: String
        var resource: Resource
        var rule: String
        var assessment: MessageID
        var change: MessageID
        var policy: PolicyReference
    }

    static func finding(_ change: FindingChange, _ context: FindingContext, at now: Timestamp) throws -> Message {
        let header = MessageHeader(
            // The ordinal and not the finding: ids stand in leaves for ever, and a finding's id can be guessed.
            id: DerivedID.derived(
                from: context.assessment,
                role: change.transition.kind.rawValue + "/\(context.ordinal)"
            ),
            kind: change.transition.kind,
            source: source,
            tenant: context.tenant,
            subject: context.finding,
            time: now,
            causation: context.assessment
        )
        let finding = change.finding
        return try Message(header) { writer in
            writer.beginObject()
            writer.member("finding", context.finding)
            writer.key("resource")
            context.resource.write(to: &writer)
            writer.member("rule", context.rule)
            writer.member("category", finding.category)
            writer.member("severity", finding.severity.rawValue)
            writer.member("previousSeverity", finding.previousSeverity?.rawValue)
            writer.member("status", finding.status.rawValue)
            writer.member("since", finding.since.text)
            write(finding.explanation, to: &writer)
            writer.member("reason", finding.reason?.rawValue)
            writer.member("assessment", context.assessment.text)
            writer.member("change", context.change.text)
            writer.key("policy")
            writer.beginObject()
            writer.member("version", context.policy.version)
            writer.member("digest", context.policy.digest)
            writer.endObject()
            writer.member("unsure", finding.isUnsure)
            writer.member("flapping", finding.flapping.rawValue)
            writer.endObject()
        }
    }

    /// One transition as alerts tell it, as JSON.
    static func transition(_ change: FindingChange, _ context: FindingContext) -> [UInt8] {
        let finding = change.finding
        var writer = JSONWriter(reservingCapacity: 512)
        writer.beginObject()
        writer.member("finding", context.finding)
        writer.member("rule", context.rule)
        writer.member("transition", change.transition.rawValue)
        writer.member("category", finding.category)
        writer.member("severity", finding.severity.rawValue)
        writer.member("previousSeverity", finding.previousSeverity?.rawValue)
        writer.member("status", finding.status.rawValue)
        writer.member("since", finding.since.text)
        write(finding.explanation, to: &writer)
        writer.member("reason", finding.reason?.rawValue)
        writer.key("resource")
        context.resource.write(to: &writer)
        writer.member("previousAlert", finding.alert?.text)
        writer.member("flapping", finding.flapping.rawValue)
        writer.endObject()
        return writer.bytes
    }

    /// Leaves out an explanation that would not leave room for the rest: it stands in the assessment all the same.
    private static func write(_ explanation: Explanation?, to writer: inout JSONWriter) {
        guard let explanation else { return }
        let parts = [explanation.path, explanation.value, explanation.expression]
        guard parts.reduce(0, { $0 + ($1?.utf8.count ?? 0) }) <= 64 << 10 else { return }
        writer.key("explanation")
        explanation.write(to: &writer)
    }

    static func operatorAlert(_ alert: OperatorAlerted, id: MessageID, at now: Timestamp) throws -> Message {
        let header = MessageHeader(
            id: id,
            kind: .operatorAlerted,
            source: source,
            tenant: nil,
            subject: alert.reason,
            time: now
        )
        return try Message(header, data: alert)
    }
}
