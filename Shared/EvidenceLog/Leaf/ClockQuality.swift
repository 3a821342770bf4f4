/// Says how far the clock could be trusted when a message was recorded.
public enum ClockQuality: UInt8, CaseIterable, Hashable, Sendable {
    /// Nobody asked.
    case unknown = 0
    /// The operating system said that it was synchronised.
    case synchronised = 1
    /// The operating system said that it was not.
    case unsynchronised = 2
}
