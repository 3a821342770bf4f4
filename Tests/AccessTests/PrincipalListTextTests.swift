import Diagnostics
import Messages
import Testing

@testable import Access

@Suite("principals.yaml as a text that people write too")
struct PrincipalListTextTests {
    static let keys = PrincipalRightsTests.keys + ["JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"]

    static let mixed = """
        # Who may connect.
        principals:
          # The customer's pipeline; ask Ms Sato before you change it.
          - { name: acme-ci, role: integrator, tenants: [acme], key: "\(keys[0])" }  # until April

          - name: acme-audit
            role: auditor          # reads only
            tenants:
              - acme
            key: "\(keys[1])"
          # The end.

        """

    private func text(_ text: String) throws -> PrincipalListText {
        let sink = DiagnosticSink()
        return try #require(PrincipalListText(text, file: "p.yaml", into: sink), "\(sink.diagnostics.rendered())")
    }

    private let ops = Principal(name: "ops", role: .operator, tenants: nil, publish: [], query: [.status, .replay])

    @Test("an entry is added below the last, and every other line stays")
    func add() throws {
        var list = try text(Self.mixed)
        let time = try #require(Timestamp("2027-01-31T00:00:00Z"))
        try list.add(ops, key: Self.keys[2], expires: time)
        let line =
            "  - { name: ops, role: operator, publish: [], query: [replay, status], expires: \(time.text), key: \"\(Self.keys[2])\" }"
        let expected = Self.mixed.replacing("  # The end.", with: "\(line)\n  # The end.")
        #expect(list.text == expected)
        #expect(list.list.byKey[Self.keys[2]]?.expires == time)
        #expect(list.list.byName["ops"]?.hasSameRights(as: ops) == true)
    }

    @Test("entries of either form are taken out, comments stay, and what was added is gone without a trace")
    func remove() throws {
        var list = try text(Self.mixed)
        try list.add(ops, key: Self.keys[2])
        try list.remove(keys: [Self.keys[2]])
        #expect(list.text == Self.mixed)
        try list.remove(keys: [Self.keys[1]])
        #expect(!list.text.contains("auditor"))
        #expect(list.text.contains("# The end.") && list.text.contains("ask Ms Sato"))
        try list.remove(keys: [Self.keys[0]])
        #expect(list.list.byKey.isEmpty)
        #expect(list.text.contains("# Who may connect."))
        try list.add(ops, key: Self.keys[0])
        #expect(list.list.byName.keys.sorted() == ["ops"])
    }

    @Test("what an entry limits is kept when its principal gets another key")
    func limits() throws {
        let entry =
            "- { name: ci, role: notifier, limits: { messagesPerSecond: 5, queries: 2 }, key: \"\(Self.keys[0])\" }"
        var list = try text("principals:\n  \(entry)\n")
        let principal = try #require(list.list.byName["ci"])
        try list.add(principal, key: Self.keys[1])
        #expect(list.list.byKey[Self.keys[1]]?.principal.limits == principal.limits)
        #expect(PrincipalListText.entry(principal, key: Self.keys[0]) == entry)
    }

    @Test("the last entry is taken out wherever it begins", arguments: ["", " ", "  ", "    "], ["", "  "])
    func last(entry: String, key: String) throws {
        guard entry.count >= key.count else { return }
        let line = "- { name: a, role: operator, key: \"\(Self.keys[0])\" }"
        var list = try text("\(key)principals:\n\(entry)\(line)\n")
        for _ in 0..<3 {
            try list.remove(keys: [Self.keys[0]])
            #expect(list.list.byKey.isEmpty)
            try list.add(ops, key: Self.keys[0])
        }
        #expect(list.list.byName.keys.sorted() == ["ops"])
    }

    @Test(
        "an empty list in any form takes a first entry",
        arguments: ["principals: []\n", "principals:\n  []\n", "  principals: []\n"]
    )
    func first(empty: String) throws {
        var list = try text(empty)
        try list.add(ops, key: Self.keys[0])
        try list.add(Principal(name: "x", role: .notifier, tenants: nil), key: Self.keys[1])
        #expect(list.list.byName.keys.sorted() == ["ops", "x"])
        try list.remove(keys: [Self.keys[0], Self.keys[1]])
        #expect(list.list.byKey.isEmpty)
    }

    @Test("lines end as they did")
    func carriageReturns() throws {
        let windows = Self.mixed.replacing("\n", with: "\r\n")
        var list = try text(windows)
        try list.add(ops, key: Self.keys[2])
        #expect(list.list.byName["ops"]?.hasSameRights(as: ops) == true)
        #expect(list.text.utf8.count { $0 == 10 } == list.text.utf8.count { $0 == 13 })
        try list.remove(keys: [Self.keys[2]])
        #expect(list.text == windows)
        try list.remove(keys: [Self.keys[0], Self.keys[1]])
        try list.add(ops, key: Self.keys[2])
        #expect(list.list.byName.keys.sorted() == ["ops"])
        var old = try text(Self.mixed.replacing("\n", with: "\r"))
        let failure = #expect(throws: Diagnostics.self) { try old.add(ops, key: Self.keys[2]) }
        #expect(failure?.rendered().contains("by hand") == true)
    }

    @Test("what would not be a list of principals is refused, and nothing changes")
    func refused() throws {
        var list = try text(Self.mixed)
        let before = list.text
        #expect(throws: Diagnostics.self) { try list.add(self.ops, key: Self.keys[0]) }
        #expect(throws: Diagnostics.self) {
            try list.add(Principal(name: "acme-ci", role: .auditor, tenants: ["acme"]), key: Self.keys[2])
        }
        #expect(throws: Diagnostics.self) {
            try list.add(Principal(name: "nobody", role: .integrator, tenants: []), key: Self.keys[2])
        }
        #expect(list.text == before)
        let line =
            "principals: [{ name: a, role: operator, key: \"\(Self.keys[0])\" }, { name: b, role: operator, key: \"\(Self.keys[1])\" }]"
        var flow = try text(line)
        let failure = #expect(throws: Diagnostics.self) { try flow.remove(keys: [Self.keys[0]]) }
        #expect(failure?.rendered().contains("by hand") == true)
        #expect(flow.text == line)
    }

    @Test(
        "questions are answered by the rules of the store",
        arguments: [
            ("acme-ci", .publish(.configChanged), "acme", nil),
            ("acme-ci", .publish(.configChanged), "globex", "globex is not among the tenants of acme-ci: acme"),
            ("acme-ci", .publish(.holdPlaced), nil, "a principal of role integrator may not publish hold.placed"),
            (
                "acme-ci", .subscribe(.internal), nil,
                "a principal of role integrator may not connect to the internal sockets"
            ),
            ("acme-audit", .query(.export), "acme", nil),
            ("acme-audit", .query(.status), nil, "a principal of role auditor may not ask status"),
            ("ops", .query(.export), nil, "the entry of ops does not list it under query"),
            ("ops", .publish(.holdPlaced), nil, "the entry of ops does not list it under publish"),
            ("ops", .query(.status), "any", nil),
            ("gone", .query(.hello), nil, "no key of gone counts any more, since 1970-01-01T00:00:01.000Z"),
            ("who", .query(.hello), nil, "nobody is called who"),
        ] as [(String, PrincipalQuestion.Act, String?, String?)]
    )
    func questions(name: String, act: PrincipalQuestion.Act, tenant: String?, objection: String?) throws {
        var list = try text(Self.mixed).list
        list.add(ops, key: "x")
        list.add(
            Principal(name: "gone", role: .notifier, tenants: nil),
            key: "y",
            expires: Timestamp(milliseconds: 1_000)
        )
        let question = PrincipalQuestion(name: name, act: act, tenant: tenant)
        let now = Timestamp(milliseconds: 1_790_000_000_000)
        #expect(question.objection(in: list, at: now) == objection)
    }
}
