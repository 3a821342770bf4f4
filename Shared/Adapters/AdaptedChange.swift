public import JSON
public import Messages

/// One change as an adapter understood it, with the id that it is to be published under.
public struct AdaptedChange: Sendable {
    /// The message's id: time-ordered, and the same whenever the same input is read.
    public let id: MessageID
    /// What to publish.
    public let change: ConfigChanged
    /// Whether the source left the settings out, because they were too large or its records never hold them.
    public let isSummary: Bool
    /// Which of the settings are not known yet, because a plan leaves them open until it is applied.
    public var gaps: JSONGaps
    /// What else the resource is called by others of its snapshot, such as its ARN.
    public var names: [String]
    /// Where in the plan or template the resource stands, such as `aws_s3_bucket.logs`; nil for a running one.
    public var origin: String?

    /// The envelope's `time`; taking the clock's instead would make a second reading another message under one id.
    public var time: Timestamp { change.observedAt }

    /// The time of what does not say when it was seen, such as a manifest: always the same, so that a second reading is a repeat.
    static let undated = Timestamp(milliseconds: 0)

    /// Takes what an adapter found.
    public init(
        id: MessageID,
        change: ConfigChanged,
        isSummary: Bool = false,
        gaps: JSONGaps = JSONGaps(),
        names: [String] = [],
        origin: String? = nil
    ) {
        self.id = id
        self.change = change
        self.isSummary = isSummary
        self.gaps = gaps
        self.names = names
        self.origin = origin
    }

    /// Whether the source says when the settings were seen.
    public var isDated: Bool { change.observedAt != Self.undated }

    /// The same as seen at a time that somebody else says, under an id that follows from it.
    public func observed(at time: Timestamp) -> AdaptedChange {
        var changed = change
        changed.observedAt = time
        let id = ChangeIdentity.id(
            of: change.resource,
            at: time,
            version: change.version,
            action: change.change.action,
            configuration: Array(change.configuration.bytes)
        )
        return AdaptedChange(id: id, change: changed, isSummary: isSummary, gaps: gaps, names: names, origin: origin)
    }
}
