import Diagnostics
import Messages
import Testing
import YAML

@testable import Access

@Suite("What an entry takes away, and until when a key counts")
struct PrincipalRightsTests {
    static let keys = [
        "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID",
    ]

    private func read(_ lines: String...) -> (PrincipalList?, Diagnostics) {
        let sink = DiagnosticSink()
        let text = "principals:\n" + lines.map { "  - { \($0) }\n" }.joined()
        let node = YAMLNode.parseDocument(Array(text.utf8), file: "principals.yaml", into: sink)
        return (node.flatMap { PrincipalList.read($0, into: sink) }, sink.diagnostics)
    }

    private static func ops(_ more: String) -> String { "name: ops, role: operator, key: \"\(keys[0])\", \(more)" }

    @Test("an entry takes away from its role, and nothing else changes")
    func narrowed() throws {
        let (list, _) = read(Self.ops("publish: [hold.placed, hold.released], query: [status, replay]"))
        let principal = try #require(list?.byName["ops"])
        #expect(Kind.allCases.filter(principal.publishes) == [.holdPlaced, .holdReleased])
        #expect(QueryRequest.Operation.allCases.filter(principal.asks) == [.hello, .replay, .status])
        let (silent, _) = read(Self.ops("publish: [], query: []"))
        let none = try #require(silent?.byName["ops"])
        #expect(Kind.allCases.filter(none.publishes) == [])
        #expect(QueryRequest.Operation.allCases.filter(none.asks) == [.hello])
    }

    @Test(
        "what would widen a role, or cannot be read, is a mistake with its place",
        arguments: [
            ("publish: [config.changed]", "expected what the role may publish, found the text \"config.changed\"", 2),
            ("publish: [hold.place]", "did you mean \"hold.placed\"?", 2),
            ("query: [deadletters]", "did you mean \"dead-letters\"?", 2),
            ("query: [check, nothing]", "found the text \"nothing\"", 2),
            ("publish: hold.placed", "expected a list", 2),
            ("expires: tomorrow", "expected a time in UTC such as 2027-01-31T00:00:00Z", 2),
            ("expires: 2027-02-30T00:00:00Z", "expected a time in UTC", 2),
        ]
    )
    func mistakes(entry: String, words: String, line: Int) {
        let (list, diagnostics) = read(Self.ops(entry))
        #expect(list == nil)
        #expect(diagnostics.rendered().contains(words), "\(diagnostics.rendered())")
        #expect(diagnostics.rendered().contains("^"), "a caret shows where")
        #expect(diagnostics.errors.first?.position?.line == line)
    }

    @Test("a key counts until its time; another of the same name goes on")
    func expiry() throws {
        let (list, diagnostics) = read(
            "name: ci, role: integrator, tenants: [acme], key: \"\(Self.keys[0])\", expires: 2027-01-31T00:00:00Z",
            "name: ci, role: integrator, tenants: [acme], key: \"\(Self.keys[1])\""
        )
        let found = try #require(list, "\(diagnostics.rendered())")
        let end = try #require(Timestamp("2027-01-31T00:00:00Z"))
        let before = Timestamp(microseconds: end.microseconds - 1)
        func word(_ key: String, _ domain: AccessDomain?, _ now: Timestamp) -> String {
            switch found.verdict(key: key, domain: domain, at: now) {
            case .accepted(let principal): principal.name
            case .unknownKey: "unknown"
            case .expiredKey: "expired"
            case .wrongSide: "side"
            }
        }
        #expect(word(Self.keys[0], .external, before) == "ci")
        #expect(word(Self.keys[0], .external, end) == "expired")
        #expect(word(Self.keys[1], .external, end) == "ci")
        #expect(word(Self.keys[1], .internal, end) == "side")
        #expect(word(Self.keys[1], nil, end) == "side")
        #expect(word("nobody", .external, end) == "unknown")
        #expect(found.nextExpiry(after: before) == end)
        #expect(found.nextExpiry(after: end) == nil)
        #expect(found.byKey[Self.keys[0]]?.principal === found.byKey[Self.keys[1]]?.principal)
        #expect(found.sidesLost(since: found, from: before, to: end) == [.external], "by time alone")
        #expect(found.sidesLost(since: found, from: end, to: end) == [])
    }

    @Test("entries of one name must agree in all but key and expiry")
    func agree() {
        let (list, diagnostics) = read(
            "name: ci, role: integrator, tenants: [acme], key: \"\(Self.keys[0])\"",
            "name: ci, role: integrator, tenants: [acme], key: \"\(Self.keys[1])\", query: [findings]"
        )
        #expect(list == nil)
        #expect(diagnostics.rendered().contains("ci stands twice, with another role, other tenants, rights or limits"))
    }

    @Test("limits are read, their ranges kept, and must agree too")
    func limits() {
        let entry = "name: ci, role: integrator, tenants: [acme], key: \"\(Self.keys[0])\""
        let (list, _) = read(entry + ", limits: { messagesPerSecond: 10, byteBurst: 2000000 }")
        #expect(list?.byName["ci"]?.limits == FlowLimits(messagesPerSecond: 10, byteBurst: 2_000_000))
        for mistake in [
            "messagesPerSecond: 0", "byteBurst: 1000", "messageBytes: 9999999", "messages: 1", "queries: x",
        ] {
            #expect(read(entry + ", limits: { \(mistake) }").0 == nil, "\(mistake)")
        }
        let other = entry.replacing(Self.keys[0], with: Self.keys[1])
        #expect(read(entry + ", limits: { queries: 5 }", other).0 == nil)
    }

    @Test("only whoever loses a key has its side cut off: another key, a new one, other rights do not")
    func lost() throws {
        func list(_ lines: String...) throws -> PrincipalList {
            try #require(lines.count == 1 ? read(lines[0]).0 : read(lines[0], lines[1]).0)
        }
        let now = Timestamp(milliseconds: 0)
        let checker = "name: c, role: config-checker, key: \"\(Self.keys[0])\""
        let ci = "name: ci, role: integrator, tenants: [acme], key: \"\(Self.keys[1])\""
        let both = try list(checker, ci)
        #expect(try list(ci).sidesLost(since: both, from: now, to: now) == [.internal])
        #expect(try list(checker).sidesLost(since: both, from: now, to: now) == [.external])
        #expect(try both.sidesLost(since: list(ci), from: now, to: now) == [])
        let narrower = try list(checker, ci.replacing("[acme]", with: "[globex]"))
        #expect(narrower.sidesLost(since: both, from: now, to: now) == [], "the external feed has nothing of tenants")
        let renamed = try list(checker, ci.replacing("name: ci", with: "name: cx"))
        #expect(renamed.sidesLost(since: both, from: now, to: now) == [.external])
    }
}
