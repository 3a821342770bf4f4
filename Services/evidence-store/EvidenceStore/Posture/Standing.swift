import Messages

/// What an assessment's verdict rests on, by which the newer of two is told.
///
/// Source: design.md, section 7.
struct Standing: Hashable, Sendable {
    /// The seq of the change that was assessed.
    var change: Int64
    /// The number of the change's source: versions are compared only within one.
    var source: Int64
    var version: Int64?
    /// When the source saw the state, held at when the change was recorded: nobody can claim the future.
    var observedAt: Timestamp
    var policyVersion: Int64
    /// The seq of the assessment.
    var assessment: Int64

    /// Whether this replaces `other`: by version where both have one of the same source, else by time; then by policy; then by number.
    func isNewer(than other: Standing) -> Bool {
        if let version, let otherVersion = other.version, source == other.source {
            if version != otherVersion { return version > otherVersion }
        } else if observedAt != other.observedAt {
            return observedAt > other.observedAt
        }
        if policyVersion != other.policyVersion { return policyVersion > other.policyVersion }
        return assessment > other.assessment
    }
}

/// A version or a time that cannot be right, and would make later states look old.
enum Leap: Sendable {
    case version
    case time

    /// A version may grow by this much between two states: more is a source that counts something else.
    static let largestStep: Int64 = 1 << 40
    /// Version and time may disagree by this much.
    static let tolerance = Duration.seconds(3_600)
    /// The source's clock may be ahead of ours by this much.
    static let aheadTolerance = Duration.seconds(60)

    /// What is odd about a change that is to follow `before`.
    ///
    /// - Parameter observedAt: as the source said, not held at `recordedAt`.
    static func find(in next: Standing, after before: Standing?, observedAt: Timestamp, recordedAt: Timestamp) -> Leap?
    {
        if observedAt - recordedAt > aheadTolerance { return .time }
        guard let before, let version = next.version, let earlier = before.version, next.source == before.source else {
            return nil
        }
        let (step, overflow) = version.subtractingReportingOverflow(earlier)
        if overflow || step > largestStep || step < -largestStep { return .version }
        if step < 0, next.observedAt - before.observedAt > tolerance { return .version }
        if step > 0, before.observedAt - next.observedAt > tolerance { return .version }
        return nil
    }
}
