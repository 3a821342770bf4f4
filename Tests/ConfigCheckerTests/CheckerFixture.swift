import JSON
import Messages
import Rules
import Synchronization
import Threading

/// A policy of one rule, and changes of one bucket.
enum CheckerFixture {
    static let bucket = Resource(provider: "aws", account: "1", region: "r", type: "AWS::S3::Bucket", id: "b")
    static let received = Timestamp(milliseconds: 1_790_000_000_000)
    static let changeID = MessageID(version7At: received, random: (1, 2))
    static let item = MessageID(milliseconds: received.milliseconds, version: 8, random: (3, 4))
    static let reference = PolicyReference(version: 4, digest: "sha256:abc")

    static func documents(check: String = "config.public == false", version: String = "1") -> [PolicyDocument] {
        let content =
            #"{"apiVersion":"settei/v1","kind":"Rules","id":"p","version":"\#(version)","rules":[{"id":"public","category":"3","#
            + #""severity":"high","responsibility":"customer","onMissing":"error","check":"\#(check)","#
            + #""applies":{"provider":"aws","resourceTypes":["AWS::S3::Bucket"]}}]}"#
        return [PolicyDocument(document: "p", part: .rules, version: version, content: Array(content.utf8))]
    }

    static func policy() throws -> PolicySet { try PolicySet(reference, documents: documents()) }

    static func change(public isPublic: Bool, action: String = "update") -> [UInt8] {
        change(configuration: #"{"public":\#(isPublic)}"#, action: action)
    }

    static func change(configuration: String, action: String = "update") -> [UInt8] {
        message(
            data: #"{"provider":"aws","account":"1","region":"r","resourceType":"AWS::S3::Bucket","resourceId":"b","#
                + #""observedAt":"2026-11-20T00:00:00Z","configuration":\#(configuration),"#
                + #""change":{"action":"\#(action)","source":"test"}}"#
        )
    }

    static func message(data: String) -> [UInt8] {
        let header = MessageHeader(
            id: changeID,
            kind: .configChanged,
            source: "//settei/test",
            tenant: "acme",
            subject: bucket.key,
            time: received
        )
        var writer = JSONWriter()
        header.write(to: &writer) { $0.raw(Array(data.utf8)) }
        return writer.bytes
    }

    /// Each look is 7 µs after the one before.
    static func stopwatch() -> MonotonicClock {
        let time = Counter()
        return MonotonicClock { Instant(nanoseconds: time.next() * 7_000) }
    }

    private final class Counter: Sendable {
        private let value = Mutex(Int64(0))

        func next() -> Int64 {
            value.withLock { value in
                value += 1
                return value
            }
        }
    }
}
