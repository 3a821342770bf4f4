import EvidenceExport
import EvidenceLog
import JSON
import Messages

/// Which records of a log an export of a part has: each message is opened and asked, so that nothing depends on an index.
///
/// A resource's records: its changes and assessments, its findings' messages, the alerts that tell of it, and the notifications of those
/// alerts. A finding's records: its own messages, the alerts that tell of it and their notifications, and its resource's changes and
/// assessments. Of what was erased nobody can tell any more whether it belongs; it is left out.
struct EvidenceFilter {
    var from: Timestamp?
    var to: Timestamp?
    /// The resource, by its key; of a finding its resource.
    var resource: String?
    var finding: String?

    func lets(_ record: ExportRecord, through reader: EvidenceReader) throws -> Bool {
        let time = record.leaf.header.recordedAt
        if let from, time < from.microseconds { return false }
        if let to, time >= to.microseconds { return false }
        guard resource != nil || finding != nil else { return true }
        guard case .message(let message) = record.content, let read = try? ReceivedMessage(message.bytes) else {
            return false
        }
        switch read.header.kind {
        case .configChanged, .configAssessed: return read.header.subject == resource
        case .findingOpened, .findingUpdated, .findingResolved, .findingReopened: return isMeant(read.data)
        case .alertRaised: return tells(read.data)
        case .notificationPlanned, .notificationSent, .notificationFailed:
            guard let alert = read.data.member("alert")?.string.flatMap({ MessageID($0) }),
                let bytes = try reader.message(alert, tenant: record.leaf.header.tenant),
                let raised = try? ReceivedMessage(bytes)
            else { return false }
            return tells(raised.data)
        default: return false
        }
    }

    private func tells(_ alert: JSONNode) -> Bool {
        alert.member("transitions")?.elements.contains { isMeant($0) } ?? false
    }

    /// Whether a finding's message, or a transition in an alert, is of what was asked for.
    private func isMeant(_ node: JSONNode) -> Bool {
        if let finding { return node.member("finding")?.string == finding }
        guard let place = node.member("resource"), let found = try? JSONNodeDecoder().decode(Resource.self, from: place)
        else { return false }
        return found.key == resource
    }
}
