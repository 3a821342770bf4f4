import Access
import JSON
import Messages
import Testing

@testable import EvidenceStore

struct IngestValidatorTests {
    /// One message, and the code and place that it must be refused with.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let code: RefusalCode
        let place: String?
        var bytes: [UInt8] = []
        var topic = "config.changed/"
        var principal = MessageSample.integrator

        var testDescription: String { name }

        init(_ name: String, _ code: RefusalCode, _ place: String?, _ text: String) {
            self.init(name, code, place, bytes: Array(text.utf8))
        }

        init(_ name: String, _ code: RefusalCode, _ place: String?, bytes: [UInt8]) {
            self.name = name
            self.code = code
            self.place = place
            self.bytes = bytes
        }

        func on(_ topic: String, as principal: Principal = MessageSample.integrator) -> Case {
            var copy = self
            copy.topic = topic
            copy.principal = principal
            return copy
        }
    }

    static let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
    static let large = "\"" + String(repeating: "x", count: 1_048_576) + "\""

    static func change(_ from: String, _ to: String) -> String {
        MessageSample.message(data: MessageSample.changeData.replacing(from, with: to))
    }

    static let unreadable: [Case] = [
        Case("an empty frame", .empty, nil, ""),
        Case("words", .notJSON, "byte 0", "hello"),
        Case("a cut message", .notJSON, nil, String(MessageSample.message().dropLast(5))),
        Case("two values", .notJSON, nil, MessageSample.message() + "{}"),
        Case(
            "bytes that are not UTF-8",
            .notUTF8,
            "byte 6",
            bytes: [0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]
        ),
        Case("depth ten thousand", .tooDeep, nil, MessageSample.message(data: deep)),
        Case("a key twice", .duplicateKey, nil, MessageSample.message([("x", #"{"a":1,"a":2}"#)])),
        Case(
            "a key twice, spelled differently",
            .duplicateKey,
            nil,
            MessageSample.message([("x", #"{"a":1,"\u0061":2}"#)])
        ),
        Case("a huge number", .numberOutOfRange, nil, MessageSample.message([("x", "1e400")])),
        Case("a huge integer", .numberOutOfRange, nil, MessageSample.message([("x", "99999999999999999999")])),
        Case("more than 1 MiB", .tooLarge, nil, MessageSample.message([("x", large)])),
    ]

    static let envelope: [Case] = [
        Case("no object", .badEnvelope, "", "[1]"),
        Case("no specversion", .badEnvelope, "specversion", MessageSample.message([("specversion", nil)])),
        Case("another specversion", .badEnvelope, "specversion", MessageSample.message([("specversion", #""0.3""#)])),
        Case("an id that is a number", .badEnvelope, "id", MessageSample.message([("id", "7")])),
        Case(
            "an id in capitals",
            .badEnvelope,
            "id",
            MessageSample.message([("id", "\"\(MessageSample.id.uppercased())\"")])
        ),
        Case("no source", .badEnvelope, "source", MessageSample.message([("source", nil)])),
        Case("a time of day only", .badEnvelope, "time", MessageSample.message([("time", #""12:00""#)])),
        Case("data that is a list", .badEnvelope, "data", MessageSample.message(data: "[]")),
        Case("another subject", .badEnvelope, "subject", MessageSample.message([("subject", #""bucket""#)])),
        Case(
            "another content type",
            .badEnvelope,
            "datacontenttype",
            MessageSample.message([("datacontenttype", #""text/xml""#)])
        ),
        Case("a tenant in capitals", .badEnvelope, "tenant", MessageSample.message([("tenant", #""ACME""#)])),
        Case("an unknown kind", .unknownKind, "type", MessageSample.message(kind: "config.lost")).on("config.lost/"),
        Case("another kind than the frame", .kindMismatch, "type", MessageSample.message()).on("config.assessed/"),
        Case("a frame without its slash", .kindMismatch, "type", MessageSample.message()).on("config.changed"),
        Case("no tenant", .tenantMissing, "tenant", MessageSample.message([("tenant", nil)])),
        Case("another's tenant", .tenantNotAllowed, "tenant", MessageSample.message([("tenant", #""globex""#)])),
        Case("a kind of another role", .kindNotAllowed, "type", MessageSample.message())
            .on("config.changed/", as: MessageSample.checker),
        Case("a kind that only the store says", .kindNotAllowed, "type", MessageSample.message(kind: "alert.raised"))
            .on("alert.raised/", as: MessageSample.notifier),
    ]

    static let data: [Case] = [
        Case("no provider", .badData, "data.provider", change(#""provider":"aws","#, "")),
        Case("a provider that is a number", .badData, "data.provider", change(#""provider":"aws""#, #""provider":1"#)),
        Case("an empty resource id", .badData, "data.resourceId", change("customer-data", "")),
        Case("no configuration", .badData, "data.configuration", change(#""configuration":{"a":1},"#, "")),
        Case("an observedAt in words", .badData, "data.observedAt", change("2025-11-20T00:53:20Z", "yesterday")),
        Case(
            "an observedAt in the future",
            .observedInFuture,
            "data.observedAt",
            change("2025-11-20T00:53:20Z", "2025-11-20T01:00:00Z")
        ),
        Case("a version with a fraction", .badData, "data.version", change(#""version":3"#, #""version":3.5"#)),
        Case("an actor without id", .badData, "data.actor.id", change(#""id":"root","#, "")),
        Case("a privileged that is a word", .badData, "data.actor.privileged", change("true", #""yes""#)),
        Case("an unknown action", .badData, "data.change.action", change(#""update""#, #""touch""#)),
        Case(
            "an approval without time",
            .badData,
            "data.approval.at",
            change(#""version""#, #""approval":{"by":"x"},"version""#)
        ),
    ]

    @Test("what cannot be taken is refused with its code and place", arguments: unreadable + envelope + data)
    func refused(_ row: Case) throws {
        let decision = MessageSample.decide(row.bytes, topic: row.topic, as: row.principal)
        guard case .refused(let mark, let refusal) = decision else {
            Issue.record("not refused: \(decision)")
            return
        }
        #expect(mark.token == "17")
        #expect(mark.sender.text == MessageSample.sender)
        #expect(refusal.code == row.code)
        if let place = row.place { #expect(refusal.place == place) }
    }

    @Test("a message that is right is taken, with its facts")
    func accepted() throws {
        guard case .accepted(let mark, let message) = MessageSample.decide(MessageSample.message()) else {
            Issue.record("not accepted")
            return
        }
        #expect(mark.token == "17")
        #expect(message.header.kind == .configChanged)
        #expect(message.bytes == Array(MessageSample.message().utf8))
        guard case .change(let facts) = message.facts else {
            Issue.record("other facts")
            return
        }
        #expect(facts.key == MessageSample.key)
        #expect(facts.version == 3)
        #expect(facts.action == .update)
        let actor = try #require(facts.actor)
        #expect(String(decoding: message.bytes[actor], as: UTF8.self) == #"{"id":"root","privileged":true}"#)
    }

    @Test(
        "what cannot be answered is dropped",
        arguments: [
            ("0123456789ABCDEF0123456789ABCDEF", "17", IngestDrop.sender),
            ("0123", "17", .sender),
            ("", "17", .sender),
            (MessageSample.sender, "", .token),
            (MessageSample.sender, "a b", .token),
            (MessageSample.sender, String(repeating: "x", count: 65), .token),
            (MessageSample.sender, "é", .token),
        ]
    )
    func dropped(sender: String, token: String, reason: IngestDrop) {
        let decision = MessageSample.decide(Array(MessageSample.message().utf8), sender: sender, token: token)
        guard case .dropped(reason) = decision else {
            Issue.record("not dropped: \(decision)")
            return
        }
    }

    @Test("somebody who is not in the list any more is not answered")
    func revoked() {
        guard case .dropped(.principal) = MessageSample.decide(MessageSample.message(), as: nil) else {
            Issue.record("answered")
            return
        }
    }

    @Test("a refusal says the id where it can be read")
    func id() {
        guard case .refused(_, let refusal) = MessageSample.decide(Self.change(#""version":3"#, #""version":"x""#))
        else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.id?.text == MessageSample.id)
    }

    @Test("a heartbeat is for roles that take work, and only for their work")
    func heartbeat() throws {
        let beat =
            #"{"service":"config-checker","takes":["assess","deliver"],"credit":64,"epoch":"e","policy":"p","state":"ready","#
            + #""holding":["\#(MessageSample.item)"]}"#
        let decision = MessageSample.decide(beat, topic: "replica.heartbeat/", as: MessageSample.checker)
        guard case .heartbeat(let report) = decision else {
            Issue.record("no heartbeat")
            return
        }
        #expect(report.takes == WorkKindSet(.assess))
        #expect(report.holding.map(\.text) == [MessageSample.item])
        for (text, principal) in [(beat, MessageSample.integrator), ("{}", MessageSample.checker)] {
            guard case .dropped(.heartbeat) = MessageSample.decide(text, topic: "replica.heartbeat/", as: principal)
            else {
                Issue.record("taken: \(text)")
                continue
            }
        }
    }
}
