import JSON
import Messages

/// Which resource a change is about, and whether there is something to look at.
struct SubjectOfChange: Sendable {
    enum State: Sendable, Equatable {
        case present, deleted
        case unreadable(String)
    }

    let resource: Resource
    let state: State

    /// Reads the resource from the data, or from the subject, which the store has checked, where the data cannot be read.
    init(_ message: ReceivedMessage) {
        let data = message.data
        let bySubject = Resource(key: message.header.subject)
        let byData = Resource(ofChange: data)
        resource =
            byData ?? bySubject
            ?? Resource(provider: "unknown", account: "", region: "", type: "unknown", id: message.header.subject)
        guard message.header.kind == .configChanged else {
            state = .unreadable("the message is a \(message.header.kind.rawValue), not a config.changed")
            return
        }
        guard byData != nil else {
            state = .unreadable("the change does not name its resource")
            return
        }
        if data.member("change")?.member("action")?.isString("delete") == true {
            state = .deleted
        } else if data.member("configuration") == nil {
            state = .unreadable("the change has no configuration")
        } else if Self.isSummary(data) {
            state = .unreadable("the settings were too large for the notification, which brought a summary only")
        } else if Self.isStateless(data) {
            state = .unreadable("the record says who changed what, and not what the settings are now")
        } else {
            state = .present
        }
    }

    /// Judging a summary would find every setting absent, and so open findings that are none.
    private static func isSummary(_ data: JSONNode) -> Bool {
        data.member("change")?.member("source")?.isString("aws-config") == true
            && data.member("configuration")?.member("oversized")?.bool == true
    }

    /// Records of who did what hold the settings only sometimes; where they do not, they say so.
    private static func isStateless(_ data: JSONNode) -> Bool {
        let source = data.member("change")?.member("source")?.string ?? ""
        let logs = ["cloudtrail", "azure-activity-log", "event-grid", "gcp-audit-log", "kubernetes-audit"]
        return logs.contains(source) && data.member("configuration")?.member("stateless")?.bool == true
    }
}
