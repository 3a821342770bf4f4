import Access
import Messages
import Testing

@testable import EvidenceStore

@Suite("Messages about the store itself")
struct EvidenceFactsTests {
    /// Data of an operator's message, and the place that it must be refused for; nil: taken.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let kind: Kind
        let subject: String
        let data: String
        let place: String?

        init(_ name: String, _ kind: Kind, _ subject: String, _ place: String?, _ data: String) {
            (testDescription, self.kind, self.subject, self.place, self.data) = (name, kind, subject, place, data)
        }
    }

    static let finding = String(repeating: "ab", count: 32)

    static let holds: [Case] = [
        Case("a hold of all", .holdPlaced, "h", nil, #"{"hold":"h","tenant":"acme","reason":"r"}"#),
        Case(
            "a hold of a time, a resource and a finding",
            .holdPlaced,
            "h",
            nil,
            #"{"hold":"h","tenant":"acme","from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z","resource":"\#(MessageSample.key)","finding":"\#(finding)","reason":"r","by":"b"}"#
        ),
        Case("no tenant", .holdPlaced, "h", "data.tenant", #"{"hold":"h","reason":"r"}"#),
        Case("no reason", .holdPlaced, "h", "data.reason", #"{"hold":"h","tenant":"acme","reason":""}"#),
        Case("a tenant that cannot be", .holdPlaced, "h", "data.tenant", #"{"hold":"h","tenant":"A","reason":"r"}"#),
        Case("a hold that cannot be", .holdPlaced, "h", "data.hold", #"{"hold":"H 1","tenant":"acme","reason":"r"}"#),
        Case("another subject", .holdPlaced, "x", "subject", #"{"hold":"h","tenant":"acme","reason":"r"}"#),
        Case(
            "a time that runs backwards",
            .holdPlaced,
            "h",
            "data.to",
            #"{"hold":"h","tenant":"acme","from":"2026-02-01T00:00:00Z","to":"2026-02-01T00:00:00Z","reason":"r"}"#
        ),
        Case(
            "a resource that is no key",
            .holdPlaced,
            "h",
            "data.resource",
            #"{"hold":"h","tenant":"acme","resource":"bucket","reason":"r"}"#
        ),
        Case(
            "a finding that is none",
            .holdPlaced,
            "h",
            "data.finding",
            #"{"hold":"h","tenant":"acme","finding":"ab","reason":"r"}"#
        ), Case("a release", .holdReleased, "h", nil, #"{"hold":"h","reason":"r"}"#),
        Case("a release without reason", .holdReleased, "h", "data.reason", #"{"hold":"h"}"#),
    ]

    static let erasures: [Case] = [
        Case("everything", .erasureOrdered, "acme", nil, #"{"tenant":"acme","everything":true,"reason":"r"}"#),
        Case(
            "classes and months",
            .erasureOrdered,
            "acme",
            nil,
            #"{"tenant":"acme","classes":["settings"],"from":"2026-01","to":"2026-01","reason":"r"}"#
        ),
        Case(
            "nothing said of what",
            .erasureOrdered,
            "acme",
            "data.everything",
            #"{"tenant":"acme","everything":false,"reason":"r"}"#
        ),
        Case(
            "everything and a part",
            .erasureOrdered,
            "acme",
            "data.everything",
            #"{"tenant":"acme","everything":true,"to":"2026-01","reason":"r"}"#
        ),
        Case(
            "no class",
            .erasureOrdered,
            "acme",
            "data.classes",
            #"{"tenant":"acme","classes":[],"reason":"r"}"#
        ),
        Case(
            "no such class",
            .erasureOrdered,
            "acme",
            "data.classes[0]",
            #"{"tenant":"acme","classes":["all"],"reason":"r"}"#
        ),
        Case(
            "no such month",
            .erasureOrdered,
            "acme",
            "data.to",
            #"{"tenant":"acme","to":"2026-13","reason":"r"}"#
        ),
        Case(
            "months that run backwards",
            .erasureOrdered,
            "acme",
            "data.to",
            #"{"tenant":"acme","from":"2026-02","to":"2026-01","reason":"r"}"#
        ),
        Case(
            "an import",
            .evidenceImported,
            "acme",
            nil,
            #"{"tenant":"acme","origin":"o","size":2,"root":"\#(finding)","messages":1}"#
        ),
        Case(
            "an import of more than there is",
            .evidenceImported,
            "acme",
            "data.messages",
            #"{"tenant":"acme","origin":"o","size":2,"root":"\#(finding)","messages":3}"#
        ),
        Case(
            "an import below nothing",
            .evidenceImported,
            "acme",
            "data.messages",
            #"{"tenant":"acme","origin":"o","size":2,"root":"\#(finding)","messages":-1}"#
        ),
    ]

    @Test("an operator's order is taken, or refused at the field that is wrong", arguments: holds + erasures)
    func orders(order: Case) {
        switch decide(order, tenant: nil) {
        case .accepted: #expect(order.place == nil)
        case .refused(_, let refusal): #expect(refusal.place == order.place, "\(refusal.why)")
        default: Issue.record("dropped")
        }
    }

    @Test("what is about the store names no tenant but in its data")
    func tenants() {
        guard case .refused(_, let refusal) = decide(Self.holds[0], tenant: "\"acme\"") else {
            Issue.record("taken")
            return
        }
        #expect(refusal.code == .badEnvelope)
        #expect(refusal.place == "tenant")
    }

    @Test(
        "only operators give orders",
        arguments: [
            MessageSample.integrator, MessageSample.checker, MessageSample.notifier, MessageSample.registry,
        ]
    )
    func roles(principal: Principal) {
        guard case .refused(_, let refusal) = decide(Self.holds[0], tenant: nil, as: principal) else {
            Issue.record("taken")
            return
        }
        #expect(refusal.code == .kindNotAllowed)
    }

    @Test(
        "what the store says itself nobody else may say",
        arguments: Kind.allCases.filter(\.isOfTheStore)
    )
    func own(kind: Kind) {
        let operators: Set<Kind> = [.holdPlaced, .holdReleased, .erasureOrdered, .evidenceImported]
        #expect(Role.allCases.filter { $0.publishes(kind) } == (operators.contains(kind) ? [.operator] : []))
    }

    private func decide(
        _ order: Case,
        tenant: String?,
        as principal: Principal = MessageSample.operator
    ) -> IngestDecision {
        let text = MessageSample.message(
            kind: order.kind.rawValue,
            data: order.data,
            [("tenant", tenant), ("subject", "\"\(order.subject)\"")]
        )
        return MessageSample.decide(text, topic: Topic.ingest(order.kind), as: principal)
    }
}
