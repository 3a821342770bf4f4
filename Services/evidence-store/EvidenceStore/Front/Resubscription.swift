import Messages

/// Waits for replicas to listen again, for a moment, so that no work is sent past them.
struct Resubscription: Sendable {
    private var missing: Set<[UInt8]> = []
    private var deadline: Nanoseconds = 0

    /// Waits for nobody.
    init() {}

    /// Waits for those who had subscribed until now, but not for longer than to `deadline`.
    init(_ senders: [SenderID], until deadline: Nanoseconds) {
        missing = Set(senders.map { Array(Topic.work($0.text).utf8) })
        self.deadline = deadline
    }

    /// Whether work must wait.
    func isWaiting(now: Nanoseconds) -> Bool { !missing.isEmpty && now < deadline }

    /// Takes in a frame that the XPUB received; anything but a subscription to work is ignored.
    mutating func take(_ frame: UnsafeRawBufferPointer) {
        guard !missing.isEmpty, frame.first == 1 else { return }
        missing.remove(Array(frame.dropFirst()))
    }
}
