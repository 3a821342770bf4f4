import Messages

/// Holds everything that a channel needs to make one try at one receiver.
struct Parcel: Sendable {
    /// The id by which the receiver recognises a repeat; hexadecimal.
    let outsideID: String
    let route: Route
    let recipient: Recipient
    let rendering: Rendering
    /// The outside ids of earlier messages about the same findings.
    let continues: [String]
    /// Names this very try, so that two replicas never write the same temporary file.
    let attemptName: String
}

/// Delivers by one means; the parcel is all that it knows.
protocol DeliveryChannel: Sendable {
    /// How often and when to try again.
    var schedule: RetrySchedule { get }

    /// Makes one try and says how it went; waits for the receiver, but not longer than the channel's time limit.
    ///
    /// - Throws: `CancellationError` alone, when nobody knows how it went; the same try is then made again.
    func deliver(_ parcel: Parcel) async throws(CancellationError) -> Attempt
}
