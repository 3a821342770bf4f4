import JSON
import Messages

/// Decides which messages of a log a hold keeps, read in the order of the log.
///
/// A hold on a finding keeps the assessment and the change that the finding rests on, and both kinds of hold keep what was said of an alert
/// that they keep: so messages lead to others, earlier by id and later by alert.
struct HoldMatcher {
    let filter: Hold.Filter
    /// Earlier messages that a kept one rests on, by id.
    private(set) var earlier: Set<MessageID> = []
    private var alerts: Set<String> = []

    init(_ filter: Hold.Filter) { self.filter = filter }

    /// Whether the hold keeps this message.
    mutating func matches(_ bytes: [UInt8], kind: Kind, recordedAt: Timestamp) -> Bool {
        guard filter.covers(recordedAt) else { return false }
        if filter.isWhole { return true }
        guard let document = try? JSONDocument(bytes), let data = document.root.member("data") else { return false }
        let root = document.root
        let isKept = isAbout(root, data) || isOfAlert(data)
        guard isKept else { return false }
        for name: StaticString in ["assessment", "change"] where filter.finding != nil {
            if let id = data.member(name)?.string.flatMap({ MessageID($0) }) { earlier.insert(id) }
        }
        if kind == .alertRaised, let id = root.member("id")?.string { alerts.insert(id) }
        return true
    }

    private func isAbout(_ root: JSONNode, _ data: JSONNode) -> Bool {
        let subject = root.member("subject")?.string
        if let resource = filter.resource {
            return subject == resource || key(of: data.member("resource")) == resource
                || transitions(data).contains { key(of: $0.member("resource")) == resource }
        }
        return subject == filter.finding || data.member("finding")?.string == filter.finding
            || transitions(data).contains { $0.member("finding")?.string == filter.finding }
    }

    private func isOfAlert(_ data: JSONNode) -> Bool {
        data.member("alert")?.string.map(alerts.contains) ?? false
    }

    private func transitions(_ data: JSONNode) -> [JSONNode] {
        data.member("transitions").map { Array($0.elements) } ?? []
    }

    private func key(of node: JSONNode?) -> String? {
        guard let node, let resource = try? JSONNodeDecoder().decode(Resource.self, from: node) else { return nil }
        return resource.key
    }
}
