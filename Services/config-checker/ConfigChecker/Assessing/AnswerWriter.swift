import JSON
import Messages

/// Writes the answer to a change; makes it fit where explanations would make it too large.
struct AnswerWriter: Sendable {
    let source: String

    /// Writes `config.assessed` for the change with `header`.
    /// - Throws: ``MessageTooLarge`` where even without explanations there is no room, which takes tens of thousands of rules.
    func write(_ data: ConfigAssessed, to header: MessageHeader, at time: Timestamp) throws -> Message {
        let answer = MessageHeader(
            id: data.work.item,
            kind: .configAssessed,
            source: source,
            tenant: header.tenant,
            subject: header.subject,
            time: time,
            causation: header.id,
            traceparent: header.traceparent
        )
        do {
            return try Message(answer) { data.write(to: &$0) }
        } catch is MessageTooLarge {
            return try Message(answer) { data.withoutExplanations.write(to: &$0) }
        }
    }
}

extension ConfigAssessed {
    /// The same outcomes without the words: the outcomes decide, the words only explain.
    fileprivate var withoutExplanations: ConfigAssessed {
        var copy = self
        for index in copy.outcomes.indices {
            copy.outcomes[index].message = nil
            copy.outcomes[index].explanation = nil
        }
        return copy
    }
}
