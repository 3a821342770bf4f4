import Diagnostics
import YAML

/// Holds the cases where we differ from the label on purpose, each with the reason.
public struct ReviewedDifferences: Sendable {
    /// The reasons by case id.
    public internal(set) var reasons: [String: String] = [:]

    /// Makes a list of nothing.
    public init() {}

    mutating func read(_ bytes: [UInt8], file: String, into sink: DiagnosticSink) {
        guard let root = YAMLNode.parseDocument(bytes, file: file, into: sink), !root.isNull else { return }
        guard let members = root.members else {
            sink.append(root.diagnostic(.error, "expected case ids with reasons, found \(root.summary)"))
            return
        }
        for member in members {
            guard let reason = member.value.string, reason.contains(where: { !$0.isWhitespace }) else {
                sink.append(member.value.diagnostic(.error, "a difference that was reviewed has a reason"))
                continue
            }
            if reasons.updateValue(reason, forKey: member.name) != nil {
                sink.append(member.key.diagnostic(.error, "the case \"\(member.name)\" stands here twice"))
            }
        }
    }
}
