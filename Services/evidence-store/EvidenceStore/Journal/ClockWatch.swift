import EvidenceLog
import Messages
import Threading

/// Looks at the kernel's clock about once a second, and notices when nobody keeps it in step.
struct ClockWatch {
    /// How long nobody may keep the clock in step before the operators are told.
    static let patience = Duration.seconds(600)

    private let clock: KernelClock
    private var next: Timestamp?
    private var since: Timestamp?
    private var isTold = false

    init(_ clock: KernelClock) { self.clock = clock }

    /// What the kernel says now; nil where it was asked within the last second.
    mutating func look(at now: Timestamp) -> ClockState? {
        if let next, now < next, next - now <= .seconds(1) { return nil }
        next = now + .seconds(1)
        guard let reading = clock.now() else { return ClockState(quality: .unknown) }
        if reading.isSynchronised {
            since = nil
            isTold = false
        } else {
            since = min(since ?? now, now)
        }
        return ClockState(
            quality: reading.isSynchronised ? .synchronised : .unsynchronised,
            offsetMicroseconds: reading.offsetMicroseconds,
            maximumErrorMicroseconds: reading.maximumErrorMicroseconds
        )
    }

    /// How long the clock has run alone, where that is too long and was not told yet.
    mutating func overdue(at now: Timestamp) -> Duration? {
        guard let since, !isTold, now - since >= Self.patience else { return nil }
        isTold = true
        return now - since
    }
}
