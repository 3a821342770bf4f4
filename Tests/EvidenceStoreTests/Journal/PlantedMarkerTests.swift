import Crypto
import Foundation
import Messages
import SQL
import Testing

@testable import EvidenceStore

/// What a thief of the journal's files, who has no key, finds in them: nothing of any tenant.
struct PlantedMarkerTests {
    /// What no row may tell, each distinctive.
    private enum Marker {
        static let resource = "MARKER-bucket-payroll-7731"
        static let account = "MARKERACCOUNT404142"
        static let person = "MARKER-tanaka.hanako@example.jp"
        static let address = "MARKER-198.51.100.77"
        static let path = "config.MARKER_secret_path"
        static let value = "MARKER-value-0xdeadbeef"
        static let expression = "config.MARKER_expression == true"
        static let rule = "MARKER.rule.acme-only"
        static let category = "MARKER-category-9.9"
        static let route = "MARKER-route-slack-payroll"
        static let reason = "550 no mailbox MARKER-yamada@example.jp"
        static let sender = "MARKERSENDER0001"
        static let token = "MARKER-token-17"
        static let place = "data.MARKER_place"

        static let all = [
            resource, account, person, address, path, value, expression, rule, category, route, reason, sender, token,
            place,
        ]
    }

    private static let secret = Resource(
        provider: "aws",
        account: Marker.account,
        region: "ap-northeast-1",
        type: "MARKER::Type::Bucket",
        id: Marker.resource
    )

    @Test("no file of the journal holds a marker, in any usual encoding, nor the plain hash of one")
    func nothingIsTold() throws {
        let store = try TemporaryJournal()
        try fill(store)
        // Before and after the write-ahead log is copied back.
        var found = try search(store.directory)
        _ = try store.journal.database.checkpoint(.truncate)
        found += try search(store.directory)
        #expect(found == [])
    }

    @Test("with the keys the same is read back")
    func withKeys() throws {
        let store = try TemporaryJournal()
        try fill(store)
        let reader = try store.reader()
        let ofRule = try reader.findings(FindingFilter(rule: Marker.rule), PageRequest()).rows
        #expect(ofRule.map(\.state.explanation?.value) == [Marker.value, Marker.value])
        let found = Array(ofRule.prefix(1))
        #expect(found.map(\.state.resource) == [Self.secret])
        #expect(try reader.findings(FindingFilter(resource: Self.secret.key), PageRequest()).rows == found)
        #expect(try reader.findings(FindingFilter(resourceType: Self.secret.type), PageRequest()).rows == found)
        #expect(try reader.findings(FindingFilter(category: Marker.category), PageRequest()).rows == ofRule)
        #expect(try reader.findings(FindingFilter(finding: found[0].state.finding), PageRequest()).rows == found)
        #expect(try reader.findings(FindingFilter(category: "other"), PageRequest()).rows.isEmpty)
        #expect(
            try reader.posture(tenant: "acme", PageRequest()).rows.map(\.outcomes)
                == [[Marker.rule: .fail], [Marker.rule: .fail]]
        )
        let letters = try reader.deadLetters(PageRequest()).rows
        #expect(letters.map(\.reason) == [Marker.reason])
        #expect(letters.map(\.route) == [Marker.route])
        let refusals = try reader.refusals(RefusalFilter(token: Marker.token), PageRequest()).rows
        #expect(refusals.map(\.where) == [Marker.place])
        #expect(try reader.refusals(RefusalFilter(sender: Marker.sender), PageRequest()).rows == refusals)
        #expect(try reader.refusals(RefusalFilter(sender: "another"), PageRequest()).rows.isEmpty)
        let changed = try reader.latest(kind: .configChanged, subject: Self.secret.key, tenant: "acme")
        #expect(changed?.seq == 1)
    }

    // MARK: Filling

    /// Puts a marker wherever a message or a refusal can carry one.
    private func fill(_ store: TemporaryJournal) throws {
        let change = try secretChange(store)
        let item = try store.commit(change).opened[0]
        let outcome = RuleOutcome(
            rule: Marker.rule,
            outcome: .fail,
            severity: .critical,
            category: Marker.category,
            message: Marker.value,
            explanation: Explanation(path: Marker.path, value: Marker.value, expression: Marker.expression)
        )
        let plan = try store.commit(store.assessment(of: item, [outcome])).opened[0]
        let delivery = try store.commit(store.plan(plan, routes: Marker.route)).opened[0]
        _ = try store.commit(store.failed(delivery, reason: Marker.reason, next: nil))
        // A summary in the making keeps transitions.
        store.advance(.seconds(1))
        let imported = store.change("imported-\(Marker.resource)", action: .snapshot)
        let second = try store.commit(imported).opened[0]
        _ = try store.commit(store.assessment(of: second, [outcome]))
        _ = try store.journal.commit([], refusals: [refusal(nil, store), refusal("acme", store)], now: store.now)
    }

    private func secretChange(_ store: TemporaryJournal) throws -> Incoming {
        var incoming = store.change(
            source: "aws-config/\(Marker.account)",
            actor: #"{"id":"\#(Marker.person)","address":"\#(Marker.address)"}"#
        )
        incoming.facts = .change(
            ChangeFacts(
                resource: Self.secret,
                key: Self.secret.key,
                observedAt: store.now,
                version: 1,
                source: "aws-config/\(Marker.account)",
                action: .update,
                actor: nil
            )
        )
        return incoming
    }

    private func refusal(_ tenant: String?, _ store: TemporaryJournal) -> Refusal {
        Refusal(
            principal: "acme-ci",
            sender: tenant == nil ? "another" + Marker.sender : Marker.sender,
            token: tenant == nil ? "another" + Marker.token : Marker.token,
            code: .badData,
            place: Marker.place,
            why: Marker.value,
            size: 7,
            hash: SHA256.hash(Marker.value),
            at: store.now,
            sealTenant: tenant
        )
    }

    // MARK: Searching

    private func search(_ directory: String) throws -> [String] {
        let needles = Self.needles()
        var found: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            let data = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
            for (what, needle) in needles where data.range(of: needle) != nil { found.append("\(name): \(what)") }
        }
        return found
    }

    /// Every marker as text, UTF-16, base64 at each of its three places, and hex; its unsalted hash; ids that could be guessed.
    private static func needles() -> [(String, Data)] {
        let finding = DerivedID.finding(tenant: "acme", resourceKey: secret.key, rule: Marker.rule)
        var needles: [(String, Data)] = [
            ("finding id", Data(finding.utf8)), ("finding id, raw", Data(Hex.decode(finding) ?? [])),
            ("any marker", Data("MARKER".utf8)), ("any marker, UTF-16", Data("MARKER".utf8.flatMap { [$0, 0] })),
        ]
        for text in Marker.all + [secret.key, secret.type, "aws-config/\(Marker.account)", "acme/\(Marker.route)"] {
            let bytes = Array(text.utf8)
            let hash = SHA256.hash(text)
            needles.append(("\(text) in hex", Data(Hex.encode(bytes).utf8)))
            needles.append(("\(text) in big-endian UTF-16", Data(bytes.flatMap { [0, $0] })))
            needles.append(("SHA-256 of \(text)", Data(hash.bytes)))
            needles.append(("SHA-256 of \(text) in hex", Data(hash.hex.utf8)))
            needles.append(("SHA-256 of \(text), cut", Data(hash.bytes.prefix(8))))
            for offset in 0..<3 {
                let whole = Data(bytes.dropFirst(offset).prefix((bytes.count - offset) / 3 * 3))
                needles.append(("\(text) in base64", whole.base64EncodedData()))
            }
        }
        return needles
    }
}
