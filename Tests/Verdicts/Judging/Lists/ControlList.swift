import Diagnostics
import YAML

/// Says which checks of a platform are in scope, which rules answer for each, and why the others are out.
public struct ControlList: Sendable {
    /// Why a check is none of ours.
    public enum Reason: String, CaseIterable, Sendable {
        case naming, tags, cost, events, labels, context, operations, obsolete
        case notSecurity = "not-security"
        case otherPlatform = "other-platform"
    }

    /// The rules by check id; no rules where there is none yet.
    public internal(set) var inScope: [String: [String]] = [:]
    /// The reasons by check id.
    public internal(set) var outOfScope: [String: Reason] = [:]

    /// Makes a list of nothing.
    public init() {}

    /// How many checks in scope have a rule.
    public var withRule: Int { inScope.values.count { !$0.isEmpty } }

    /// Whether a check stands in either half.
    public func knows(_ check: String) -> Bool { inScope[check] != nil || outOfScope[check] != nil }
}

/// Reads the files of one platform as one list.
struct ControlListReader {
    let sink: DiagnosticSink
    /// The ids of the rules that there are.
    let rules: Set<String>

    func read(_ files: [(name: String, bytes: [UInt8])]) -> ControlList {
        var list = ControlList()
        for file in files {
            guard let root = YAMLNode.parseDocument(file.bytes, file: file.name, into: sink) else { continue }
            let reader = root.reader(into: sink)
            let controls = reader.optionalNode("controls")
            let others = reader.optionalNode("outOfScope")
            reader.finish()
            for member in members(controls) { take(member, asInScope: &list) }
            for member in members(others) { take(member, asOutOfScope: &list) }
        }
        return list
    }

    private func members(_ node: YAMLNode?) -> [YAMLMember] {
        guard let node, !node.isNull else { return [] }
        if node.members == nil { sink.append(node.diagnostic(.error, "expected check ids, found \(node.summary)")) }
        return node.members ?? []
    }

    private func take(_ member: YAMLMember, asInScope list: inout ControlList) {
        refuseTwice(member, list)
        let nodes = member.value.elements ?? (member.value.isNull ? [] : [member.value])
        list.inScope[member.name] = nodes.compactMap { node in
            guard let id = node.string else {
                sink.append(node.diagnostic(.error, "expected a rule's id, found \(node.summary)"))
                return nil
            }
            if !rules.contains(id) {
                let near = Suggestion.nearest(to: id, among: rules).map { "did you mean \($0)?" }
                sink.append(node.diagnostic(.error, "there is no rule \"\(id)\"", hint: near))
            }
            return id
        }
    }

    private func take(_ member: YAMLMember, asOutOfScope list: inout ControlList) {
        refuseTwice(member, list)
        guard let reason = member.value.string.flatMap(ControlList.Reason.init) else {
            let known = ControlList.Reason.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            sink.append(member.value.diagnostic(.error, "no reason to leave a check out; known are \(known)"))
            list.outOfScope[member.name] = .labels
            return
        }
        list.outOfScope[member.name] = reason
    }

    private func refuseTwice(_ member: YAMLMember, _ list: ControlList) {
        guard list.knows(member.name) else { return }
        sink.append(member.key.diagnostic(.error, "the check \"\(member.name)\" stands here twice"))
    }
}
