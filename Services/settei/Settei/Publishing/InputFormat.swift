import Adapters
import CommandLine
import JSON

/// What an input is said to be.
enum InputFormat: Hashable, Sendable {
    /// Whole messages, or the data of `config.changed`.
    case settei
    /// What a cloud or one of its tools writes.
    case foreign(AdapterFormat)

    static let names = ["settei"] + AdapterFormat.allCases.map(\.rawValue)

    init?(name: String) {
        if name == "settei" {
            self = .settei
        } else if let format = AdapterFormat(rawValue: name) {
            self = .foreign(format)
        } else {
            return nil
        }
    }

    /// Reads an option; nil where it was not given, and the input is to be recognised.
    /// - Throws: ``CommandFailure`` naming all formats.
    init?(_ arguments: Arguments, option: String) throws {
        guard let name = arguments[option] else { return nil }
        guard let format = InputFormat(name: name) else {
            let names = Self.names.joined(separator: ", ")
            throw CommandFailure(.usage, "--\(option) takes \(names), not '\(Console.printable(name))'")
        }
        self = format
    }

    /// Whether a document is a message of ours, or the data of one.
    static func isOurs(_ root: JSONNode) -> Bool {
        let first = root.kind == .array ? root[0] : root
        guard let first, first.kind == .object else { return false }
        if first.member("type")?.string?.hasPrefix("settei.") ?? false { return true }
        return ["provider", "resourceType", "resourceId", "configuration", "change"].allSatisfy {
            first.member($0) != nil
        }
    }
}
