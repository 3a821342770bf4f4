import JSON
import Messages
import Testing

@testable import Adapters

@Suite("Documents that a mapping describes")
struct MappedTests {
    private static let mappings = MappingSet(files: [
        (
            "acme.yaml",
            Array(
                """
                apiVersion: settei/v1
                kind: ResourceMappings
                metadata: { id: acme, source: document }
                mappings:
                  - from: data.firewalls
                    to: { provider: acme, service: firewall, resourceType: Acme/Firewall }
                    id: values.id
                    account: values.?tenant
                    config: { open: "values.rules.exists(r, r.from == 'any')", rules: values.rules }
                  - from: .
                    when: has(values.portal)
                    to: { provider: acme, service: portal, resourceType: Acme/Portal }
                    id: values.portal
                    config: { mfa: values.?mfa.orValue(false) }
                """.utf8
            )
        )
    ])

    @Test("resources of a provider's own service, by their place in the document")
    func places() throws {
        let text = #"""
            {"data":{"firewalls":[{"id":"f1","tenant":"t","rules":[{"from":"any"}]},{"id":"f2","rules":[]}]},"portal":"p"}
            """#
        let changes = try AdapterCatalogue(mappings: Self.mappings).read(JSONDocument(text).root).changes
        #expect(
            changes.map { "\($0.change.resourceType) \($0.change.resourceId) \($0.change.account)" }.sorted() == [
                "Acme/Firewall f1 t", "Acme/Firewall f2 unknown", "Acme/Portal p unknown",
            ]
        )
        let first = try #require(changes.first { $0.change.resourceId == "f1" })
        #expect(try first.change.configuration.document().root.member("open")?.bool == true)
    }

    @Test("a document that no mapping fits is an error that says what mappings look at")
    func unfit() throws {
        let reading = try AdapterCatalogue(mappings: Self.mappings).read(JSONDocument(#"{"x":1}"#).root, as: .mapped)
        #expect(reading.changes.isEmpty)
        #expect(
            reading.errors.first?.description
                == "no mapping of the source document fits an object with x; they look at ., data.firewalls"
        )
        #expect(throws: AdapterError.self) {
            try AdapterCatalogue(mappings: Self.mappings).read(JSONDocument(#"{"x":1}"#).root)
        }
    }

    @Test("without mappings nothing is recognised")
    func none() throws {
        #expect(try AdapterCatalogue().recognise(JSONDocument(#"{"data":{"firewalls":[{}]}}"#).root) == nil)
    }
}
