import JSON
import Messages
import Testing

@Suite("The attributes of a message")
struct EnvelopeTests {
    static let good: [String: String] = [
        "specversion": "\"1.0\"", "id": "\"0193460a-3b00-7c3e-9a51-5d2c1f0e7a44\"", "source": "\"//settei/acme-ci\"",
        "type": "\"settei.config.changed.v1\"", "subject": "\"s\"", "time": "\"2026-11-20T01:02:03Z\"",
        "tenant": "\"acme\"",
        "data": "{}",
    ]

    static func message(_ changes: [String: String?]) -> [UInt8] {
        var attributes = good
        for (name, value) in changes { attributes[name] = value }
        return Array(
            "{\(attributes.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ","))}".utf8
        )
    }

    @Test(
        "a wrong attribute is refused by code and name",
        arguments: [
            (["specversion": "\"0.3\""], RefusalCode.badEnvelope, "specversion"),
            (["specversion": nil], .badEnvelope, "specversion"),
            (["id": "\"17\""], .badEnvelope, "id"),
            (["id": "\"0193460A-3B00-7C3E-9A51-5D2C1F0E7A44\""], .badEnvelope, "id"),
            (["id": "17"], .badEnvelope, "id"),
            (["type": "\"settei.config.changed.v2\""], .unknownKind, "type"),
            (["type": "null"], .badEnvelope, "type"),
            (["tenant": nil], .tenantMissing, "tenant"),
            (["tenant": "null"], .tenantMissing, "tenant"),
            (["tenant": "\"Acme\""], .badEnvelope, "tenant"),
            (["tenant": "\"-a\""], .badEnvelope, "tenant"),
            (["tenant": "\"../etc\""], .badEnvelope, "tenant"),
            (["subject": "\"\""], .badEnvelope, "subject"),
            (["time": "\"yesterday\""], .badEnvelope, "time"),
            (["data": "[]"], .badEnvelope, "data"),
            (["data": nil], .badEnvelope, "data"),
            (["source": nil], .badEnvelope, "source"),
            (["causationid": "\"x\""], .badEnvelope, "causationid"),
            (["type": "\"settei.config.assessed.v1\""], .badEnvelope, "causationid"),
            (["datacontenttype": "\"text/xml\""], .badEnvelope, "datacontenttype"),
        ] as [([String: String?], RefusalCode, String)]
    )
    func refused(changes: [String: String?], code: RefusalCode, place: String) throws {
        let document = try JSONDocument(Self.message(changes))
        let error = #expect(throws: EnvelopeError.self) { try MessageHeader(reading: document.root) }
        #expect(error?.code == code)
        #expect(error?.place == place)
    }

    @Test("unknown attributes are ignored and kinds without a tenant need none")
    func accepted() throws {
        let extended = try JSONDocument(Self.message(["dataschema": "\"x\"", "mine": "{\"a\":1}"]))
        #expect(try MessageHeader(reading: extended.root).tenant == "acme")
        let policy = try JSONDocument(Self.message(["type": "\"settei.policy.published.v1\"", "tenant": nil]))
        #expect(try MessageHeader(reading: policy.root).tenant == nil)
    }

    @Test("a message over 1 MiB is refused before it is sent")
    func tooLarge() throws {
        let header = MessageHeader(
            id: Samples.change,
            kind: .configChanged,
            source: "s",
            tenant: "acme",
            subject: "s",
            time: Samples.time
        )
        #expect(throws: MessageTooLarge.self) {
            try Message(header) { $0.raw(Array(("{\"x\":\"" + String(repeating: "x", count: 1_048_576) + "\"}").utf8)) }
        }
    }
}
