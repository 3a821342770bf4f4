import Messages

/// What the posture needs of a recorded `config.changed`: a row of the table `changes`.
struct ChangeRecord: Sendable {
    var seq: Int64
    var resource: Int64
    var source: Int64
    var version: Int64?
    /// As the source said.
    var observedAt: Timestamp
    var recordedAt: Timestamp
    var action: ChangeAction
    /// Where the actor stands in the message.
    var actor: Range<Int>?

    /// What an assessment of this change rests on.
    func standing(policyVersion: Int64, assessment: Int64) -> Standing {
        Standing(
            change: seq,
            source: source,
            version: version,
            observedAt: min(observedAt, recordedAt),
            policyVersion: policyVersion,
            assessment: assessment
        )
    }
}
