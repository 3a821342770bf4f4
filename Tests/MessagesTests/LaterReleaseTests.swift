import JSON
import Messages
import Testing

/// While an upgrade rolls, services of two releases talk to each other: what the later one adds, the earlier one passes over.
@Suite("Messages of a later release")
struct LaterReleaseTests {
    /// A message's data with members that nobody knows in every object of it.
    private func withAdditions(_ bytes: some Collection<UInt8>) throws -> JSONNode {
        let text = String(decoding: bytes, as: UTF8.self)
        // Within strings the quote would be escaped.
        let later = text.replacing("{\"", with: "{\"laterMember\":[{\"a\":1}],\"")
        #expect(later != text)
        return try JSONDocument(later).root
    }

    private func expectUnmoved<T: Decodable & Equatable>(_ type: T.Type, _ kind: Kind) throws {
        let data = try ReceivedMessage(Samples.message(kind).bytes).data
        let known = try JSONNodeDecoder().decode(type, from: data)
        #expect(try JSONNodeDecoder().decode(type, from: withAdditions(Array(data.source))) == known, "\(kind)")
    }

    @Test("members that are not known change nothing of what is read")
    func members() throws {
        for kind in [Kind.findingOpened, .findingUpdated, .findingResolved] {
            try expectUnmoved(FindingChanged.self, kind)
        }
        try expectUnmoved(AlertRaised.self, .alertRaised)
        try expectUnmoved(NotificationPlanned.self, .notificationPlanned)
        try expectUnmoved(NotificationSent.self, .notificationSent)
        try expectUnmoved(NotificationFailed.self, .notificationFailed)
        try expectUnmoved(PolicyPublished.self, .policyPublished)
    }

    @Test("a change and an assessment are read too, with what is free in them kept")
    func free() throws {
        let changed = try ReceivedMessage(Samples.message(.configChanged).bytes).data
        let read = try JSONNodeDecoder().decode(ConfigChanged.self, from: withAdditions(Array(changed.source)))
        #expect(read.resource == Samples.resource && read.observedAt == Samples.changed.observedAt)
        #expect(String(decoding: read.configuration.bytes, as: UTF8.self).contains("laterMember"))
        let assessed = try ReceivedMessage(Samples.message(.configAssessed).bytes).data
        let verdict = try JSONNodeDecoder().decode(ConfigAssessed.self, from: withAdditions(Array(assessed.source)))
        #expect(verdict.outcomes.map(\.rule) == Samples.assessed.outcomes.map(\.rule))
        #expect(verdict.work == Samples.assessed.work)
    }

    @Test("where a message stands is read whatever else is said of it")
    func position() throws {
        let check = Position(
            epoch: "4-9f86d081884c7d65",
            check: Position.Check(id: "4-9f86d081884c7d65/17", milliseconds: 940)
        )
        let later = try withAdditions(JSONTreeEncoder().encode(check))
        #expect(try JSONNodeDecoder().decode(Position.self, from: later) == check)
    }

    @Test("a kind that is not known, or of a later version, is refused by name, and is no crash")
    func kinds() throws {
        for type in ["settei.config.changed.v2", "settei.later.kind.v1"] {
            let bytes = Array(
                String(decoding: try Samples.message(.configChanged).bytes, as: UTF8.self)
                    .replacing("settei.config.changed.v1", with: type).utf8
            )
            let error = #expect(throws: EnvelopeError.self) { try ReceivedMessage(bytes) }
            #expect(error?.code == .unknownKind)
        }
    }
}
