public import JSON

/// Says why a part of what was sent could not be read, and where it stands.
public struct AdapterError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Names what is wrong.
    public enum Reason: Sendable, Equatable {
        /// None of the known forms; says what was found instead.
        case unrecognised(found: String)
        /// The document is of another format than the one that was asked for.
        case otherFormat(AdapterFormat)
        /// There is no adapter for the format here.
        case unsupported
        /// An event of EventBridge that is none of AWS Config's.
        case foreignEvent(detailType: String)
        /// Text that should have been JSON.
        case notJSON(JSONError)
        /// A resource cannot be named, or its state not dated, without these fields.
        case missing([String])
        /// A time in no form that clouds or their tools write.
        case badTime(String)
        /// Envelopes in envelopes, deeper than any service makes them.
        case tooManyEnvelopes
        /// What only this format can have wrong, in words.
        case malformed(String)
    }

    /// Where in the document, such as `Message.configurationItem`; empty for all of it.
    public let place: String
    /// What is wrong.
    public let reason: Reason
    /// The format that it was read as; nil where none was recognised.
    public let format: AdapterFormat?

    /// Takes all three.
    public init(_ reason: Reason, at place: String = "", of format: AdapterFormat?) {
        self.reason = reason
        self.place = place
        self.format = format
    }

    /// Says in words what is wrong, where, and what would have been understood.
    public var description: String { place.isEmpty ? words : "\(place): \(words)" }

    private var words: String {
        switch reason {
        case .unrecognised(let found):
            if let format {
                "\(found) is nothing that \(format.title) sends; known are \(format.forms)"
            } else {
                "\(found) is in no format that is known; known are \(Self.everyFormat)"
            }
        case .otherFormat(let found):
            "this looks like \(found.rawValue), not \(format?.rawValue ?? "what was asked for")"
        case .unsupported: "the format \(format?.rawValue ?? "") cannot be read here"
        case .foreignEvent(let detailType):
            "an EventBridge event of type \"\(detailType)\" is no AWS Config item; route \"\(AWSConfigForm.itemChange)\""
        case .notJSON(let error): "text that should hold JSON: \(error)"
        case .missing(let fields): "\(thing) without \(fields.joined(separator: ", "))"
        case .badTime(let text): "not a time: \"\(text.prefix(64))\""
        case .tooManyEnvelopes: "more envelopes in envelopes than any service makes"
        case .malformed(let what): what
        }
    }

    /// What one element of the format is called.
    private var thing: String {
        switch format {
        case .awsConfig: "a configuration item"
        case .cloudTrail, .azureActivity: "a record"
        case .eventGrid, .kubernetesAudit: "an event"
        case .googleAsset: "an asset"
        case .googleAudit: "a log entry"
        case .kubernetes: "an object"
        case .admissionReview: "a review"
        default: "a resource"
        }
    }

    private static let everyFormat = AdapterFormat.allCases.map(\.rawValue).joined(separator: ", ")
}

extension JSONNode {
    /// What a value is, in a few words: of an object the first names, so that an operator sees what was sent instead.
    var outline: String {
        switch kind {
        case .object:
            let names = members.prefix(6).map { $0.key.string.prefix(40) }
            guard !names.isEmpty else { return "an empty object" }
            return "an object with \(names.joined(separator: ", "))\(count > names.count ? ", …" : "")"
        case .array: return count == 0 ? "an empty list" : "a list"
        case .string: return "a text"
        case .null, .bool, .int, .uint, .double: return "the value \(self)"
        }
    }
}
