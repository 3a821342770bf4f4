/// Tells the operators that somebody must look.
///
/// Kind `operator.alerted`; subject: the reason.
public struct OperatorAlerted: Codable, Hashable, Sendable {
    /// In a word: those of ``OperatorReason``, and those of later releases.
    public var reason: String
    /// One sentence for people.
    public var text: String
    /// Facts by dotted key.
    public var details: [String: String]

    /// Takes all fields.
    public init(_ reason: OperatorReason, text: String, details: [String: String] = [:]) {
        self.init(reason: reason.rawValue, text: text, details: details)
    }

    /// Takes all fields, as they were read.
    public init(reason: String, text: String, details: [String: String] = [:]) {
        self.reason = reason
        self.text = text
        self.details = details
    }
}

/// Asks that a dead letter be given out again.
///
/// Kind `dead-letter.retried`; subject: the item.
public struct DeadLetterRetried: Codable, Hashable, Sendable {
    /// The item.
    public var item: MessageID
    /// Why, for the record.
    public var reason: String?

    /// Takes both fields.
    public init(item: MessageID, reason: String? = nil) {
        self.item = item
        self.reason = reason
    }
}
