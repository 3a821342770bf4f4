public import JSON

/// Says why a part of what a cloud sent could not be read, and where it stands.
public struct AdapterError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Names what is wrong.
    public enum Reason: Sendable, Equatable {
        /// None of the known forms; says what was found instead.
        case unrecognised(found: String)
        /// An event of EventBridge that is none of AWS Config's.
        case foreignEvent(detailType: String)
        /// Text that should have been JSON.
        case notJSON(JSONError)
        /// A resource cannot be named, or its state not dated, without these fields.
        case missing([String])
        /// A time in no form that AWS or its tools write.
        case badTime(String)
        /// Envelopes in envelopes, deeper than any service makes them.
        case tooManyEnvelopes
    }

    /// Where in the document, such as `Message.configurationItem`; empty for all of it.
    public let place: String
    /// What is wrong.
    public let reason: Reason

    /// Takes both.
    public init(_ reason: Reason, at place: String) {
        self.reason = reason
        self.place = place
    }

    /// Says in words what is wrong, where, and what would have been understood.
    public var description: String {
        let words =
            switch reason {
            case .unrecognised(let found):
                """
                \(found) is nothing that AWS Config sends; known are configuration items and lists of them, \
                ConfigurationItemChangeNotification and OversizedConfigurationItemChangeNotification (bare, from SNS, SQS or \
                EventBridge), snapshot files and invoking events of rules
                """
            case .foreignEvent(let detailType):
                "an EventBridge event of type \"\(detailType)\" is no AWS Config item; route \"\(AWSConfigForm.itemChange)\""
            case .notJSON(let error): "text that should hold JSON: \(error)"
            case .missing(let fields): "a configuration item without \(fields.joined(separator: ", "))"
            case .badTime(let text): "not a time: \"\(text.prefix(64))\""
            case .tooManyEnvelopes: "more envelopes in envelopes than any service makes"
            }
        return place.isEmpty ? words : "\(place): \(words)"
    }
}
