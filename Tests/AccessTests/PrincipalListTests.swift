import Diagnostics
import Messages
import Testing
import YAML
import ZeroMQ

@testable import Access

struct PrincipalListTests {
    static let key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"

    private func read(_ text: String) -> (PrincipalList?, DiagnosticSink) {
        let sink = DiagnosticSink()
        let node = YAMLNode.parseDocument(Array(text.utf8), file: "principals.yaml", into: sink)
        return (node.flatMap { PrincipalList.read($0, into: sink) }, sink)
    }

    @Test("an entry becomes a principal with its role and tenants")
    func reads() throws {
        let (list, _) = read(
            """
            principals:
              - { name: acme-ci, role: integrator, tenants: [acme], key: "\(Self.key)" }
            """
        )
        let principal = try #require(list?.byKey[Self.key]?.principal)
        #expect(principal.name == "acme-ci")
        #expect(principal.role == .integrator)
        #expect(principal.mayUse(tenant: "acme"))
        #expect(!principal.mayUse(tenant: "globex"))
    }

    @Test("all mistakes are told, with their lines")
    func mistakes() {
        let (list, sink) = read(
            """
            principals:
              - { name: ACME, role: integrator, tenants: [acme], key: "\(Self.key)" }
              - { name: b, role: integratr, tenants: [acme], key: "short" }
              - { name: c, role: auditor, key: "\(Self.key)", colour: red }
            """
        )
        #expect(list == nil)
        let lines = sink.diagnostics.errors.compactMap { $0.position?.line }
        #expect(Set(lines) == [2, 3, 4])
        #expect(sink.diagnostics.errors.count >= 5)
    }

    @Test("a key cannot belong to two")
    func twice() {
        let (list, sink) = read(
            """
            principals:
              - { name: a, role: operator, key: "\(Self.key)" }
              - { name: b, role: operator, key: "\(Self.key)" }
            """
        )
        #expect(list == nil)
        #expect(sink.diagnostics.errors.count == 1)
    }

    @Test(
        "each role publishes only what the protocol says",
        arguments: [
            (Role.integrator, ["config.changed"]),
            (.auditor, []),
            (
                .operator,
                ["dead-letter.retried", "evidence.imported", "hold.placed", "hold.released", "erasure.ordered"]
            ),
            (.configChecker, ["config.assessed"]),
            (.notifier, ["notification.planned", "notification.sent", "notification.failed"]),
            (.policyRegistry, ["policy.submitted", "policy.published", "tenant.registered", "tenant.updated"]),
        ]
    )
    func matrix(role: Role, kinds: [String]) {
        #expect(Kind.allCases.filter(role.publishes).map(\.rawValue) == kinds)
    }
}
