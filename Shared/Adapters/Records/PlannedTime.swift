import Messages

/// The time of what does not say when it was seen, such as a manifest: one that is always the same, so that a second reading is a repeat.
///
/// Whoever publishes such a document says when.
enum PlannedTime {
    static let none = Timestamp(milliseconds: 0)
}
