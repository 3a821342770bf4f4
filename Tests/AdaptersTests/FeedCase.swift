import JSON
import Messages
import Testing

@testable import Adapters

/// What one document of a format is turned into, said in a line: action, type, id, account, who, whether the settings are there.
struct FeedCase: Sendable, CustomTestStringConvertible {
    let name: String
    let format: AdapterFormat
    let input: String
    var changes: [String] = []
    var ignored: [String] = []
    var errors: [String] = []
    var testDescription: String { "\(format.rawValue): \(name)" }

    init(
        _ name: String,
        _ format: AdapterFormat,
        _ input: String,
        _ changes: [String] = [],
        ignored: [String] = [],
        errors: [String] = []
    ) {
        self.name = name
        self.format = format
        self.input = input
        self.changes = changes
        self.ignored = ignored
        self.errors = errors
    }

    static func line(_ adapted: AdaptedChange) -> String {
        let change = adapted.change
        let actor =
            change.actor.map { " by \($0.id) (\($0.kind ?? "?")\($0.privileged == true ? ", privileged" : ""))" } ?? ""
        let settings = adapted.isSummary ? " without settings" : ""
        let previous = change.previousConfiguration == nil ? "" : " with the settings before"
        return
            "\(change.change.action.rawValue) \(change.resourceType) \(change.resourceId) of \(change.account)\(actor)\(settings)\(previous)"
    }
}
