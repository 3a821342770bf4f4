import JSON

/// The forms in which AWS Config's items arrive.
enum AWSConfigForm {
    /// SNS, also by way of SQS or saved to a file: JSON in the string `Message`.
    case sns(JSONNode)
    /// What a rule's function is invoked with: JSON in the string `invokingEvent`.
    case invokingEvent(JSONNode)
    /// What a function subscribed to SNS or SQS is invoked with.
    case records(JSONNode)
    /// An EventBridge event, with its `detail`.
    case event(type: String, detail: JSONNode)
    case item(JSONNode, step: String)
    /// An item too large for a message, as its summary.
    case oversized(JSONNode)
    /// A snapshot or history file, or the answer of GetResourceConfigHistory.
    case items(JSONNode)
    /// The answer of SelectResourceConfig: items as strings.
    case results(JSONNode)
    /// A message of AWS Config that carries no settings.
    case silent(messageType: String)
    case unrecognised

    /// EventBridge's type of the events that carry items.
    static let itemChange = "Config Configuration Item Change"

    /// Recognises an object by the members that tell the forms apart.
    init(_ object: JSONNode) {
        if let message = object.member("Message"), message.kind == .string {
            self = .sns(message)
        } else if let event = object.member("invokingEvent"), !event.isNull {
            self = .invokingEvent(event)
        } else if let records = object.member("Records"), records.kind == .array {
            self = .records(records)
        } else if let type = object.text("detail-type"), let detail = object.member("detail") {
            self = .event(type: type, detail: detail)
        } else if let summary = object.member("configurationItemSummary"), summary.kind == .object {
            self = .oversized(summary)
        } else if let item = object.member("configurationItem"), item.kind == .object {
            self = .item(item, step: "configurationItem")
        } else if let items = object.member("configurationItems"), items.kind == .array {
            self = .items(items)
        } else if let results = object.member("Results"), results.kind == .array {
            self = .results(results)
        } else if object.text("resourceType") != nil || object.member("supplementaryConfiguration") != nil {
            self = .item(object, step: "")
        } else if let type = object.text("messageType") {
            self = .silent(messageType: type)
        } else {
            self = .unrecognised
        }
    }
}
