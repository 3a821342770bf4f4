import Access
import JSON
import Messages

@testable import EvidenceStore

/// Messages as JSON text, with single attributes replaced.
enum MessageSample {
    static let now = Timestamp(milliseconds: 1_763_600_000_000)
    static let sender = "0123456789abcdef0123456789abcdef"
    static let id = "0193460a-3b00-7c3e-9a51-5d2c1f0e7a44"
    static let item = "0193460a-3b00-8c3e-9a51-5d2c1f0e7a45"
    static let key = "3:aws,12:111122223333,14:ap-northeast-1,15:AWS::S3::Bucket,13:customer-data"

    static let changeData =
        #"{"provider":"aws","resourceType":"AWS::S3::Bucket","resourceId":"customer-data","region":"ap-northeast-1","#
        + #""account":"111122223333","configuration":{"a":1},"observedAt":"2025-11-20T00:53:20Z","version":3,"#
        + #""actor":{"id":"root","privileged":true},"change":{"action":"update","source":"aws-config"}}"#

    static let work =
        #"{"item":"\#(item)","attempt":1,"replica":"\#(sender)","receivedAt":"2025-11-20T00:53:20Z","#
        + #""finishedAt":"2025-11-20T00:53:21Z"}"#

    static let resource =
        #"{"provider":"aws","account":"111122223333","region":"ap-northeast-1","type":"AWS::S3::Bucket","id":"customer-data"}"#

    static let assessedData =
        #"{"change":"\#(id)","resource":\#(resource),"policy":{"version":1,"digest":"sha256:00"},"trigger":"change","#
        + #""outcomes":[{"rule":"r","outcome":"fail","severity":"high","category":"3","message":"m","#
        + #""explanation":{"path":"config.a","value":"1"},"cost":5}],"cost":5,"durationMicroseconds":9,"work":\#(work)}"#

    /// A message; an attribute set to nil is left out, one that is given is written as it is.
    static func message(
        kind: String = "config.changed",
        data: String = changeData,
        _ changes: [(String, String?)] = []
    ) -> String {
        var members: [(String, String?)] = [
            ("specversion", #""1.0""#), ("id", "\"\(id)\""), ("source", #""//settei/acme-ci""#),
            ("type", "\"settei.\(kind).v1\""), ("subject", "\"\(key)\""), ("time", #""2025-11-20T00:53:20.456Z""#),
            ("datacontenttype", #""application/json""#), ("tenant", #""acme""#), ("data", data),
        ]
        for change in changes {
            if let place = members.firstIndex(where: { $0.0 == change.0 }) {
                members[place] = change
            } else {
                members.append(change)
            }
        }
        return "{" + members.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",")
            + "}"
    }

    static let integrator = Principal(name: "acme-ci", role: .integrator, tenants: ["acme"])
    static let checker = Principal(name: "config-checker", role: .configChecker, tenants: nil)
    static let notifier = Principal(name: "notifier", role: .notifier, tenants: nil)
    static let registry = Principal(name: "policy-registry", role: .policyRegistry, tenants: nil)
    static let `operator` = Principal(name: "ops", role: .operator, tenants: nil)

    static func decide(
        _ message: [UInt8],
        topic: String = "config.changed/",
        sender: String = sender,
        token: String = "17",
        as principal: Principal? = integrator
    ) -> IngestDecision {
        Array(topic.utf8).withUnsafeBytes { topic in
            Array(sender.utf8).withUnsafeBytes { sender in
                Array(token.utf8).withUnsafeBytes { token in
                    message.withUnsafeBytes { message in
                        IngestValidator().decide(
                            topic: topic,
                            sender: sender,
                            token: token,
                            message: message,
                            principal: principal,
                            now: now
                        )
                    }
                }
            }
        }
    }

    static func decide(
        _ message: String,
        topic: String = "config.changed/",
        as principal: Principal? = integrator
    ) -> IngestDecision {
        decide(Array(message.utf8), topic: topic, as: principal)
    }
}
