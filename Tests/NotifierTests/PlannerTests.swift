import Messages
import Testing

@testable import Notifier

@Suite("Planning")
struct PlannerTests {
    let planner = Planner(operatorRoute: OperatorRoute.route)

    static let mail = Route(id: "mail", channel: .email, to: ["tanaka"])
    static let hook = Route(id: "hook", channel: .webhook, url: "https://hooks.acme.example/T0/secret")
    static let files = Route(id: "files", channel: .directory)

    struct Severe: Sendable {
        let name: String
        let transitions: [AlertTransition]
        let minimum: Severity
        var told: [MessageID: Set<String>] = [:]
        let expected: Suppression?
    }

    static let severities: [Severe] = [
        Severe(
            name: "at the threshold",
            transitions: [Samples.transition(severity: .high)],
            minimum: .high,
            expected: nil
        ),
        Severe(
            name: "below the threshold",
            transitions: [Samples.transition(severity: .medium)],
            minimum: .high,
            expected: .belowSeverity
        ),
        Severe(
            name: "the highest of several counts",
            transitions: [Samples.transition(severity: .low), Samples.transition(severity: .high)],
            minimum: .high,
            expected: nil
        ),
        Severe(
            name: "resolved counts as what it was",
            transitions: [Samples.transition("r", .resolved, severity: .high)],
            minimum: .high,
            expected: nil
        ),
        Severe(
            name: "less severe now, but severe before",
            transitions: [Samples.transition("r", .updated, severity: .low, previousSeverity: .critical)],
            minimum: .high,
            expected: nil
        ),
        Severe(
            name: "resolved at a lower severity is told to whoever was told before",
            transitions: [Samples.transition("r", .resolved, severity: .low, previousAlert: Samples.id(7))],
            minimum: .high,
            told: [Samples.id(7): ["mail"]],
            expected: nil
        ),
        Severe(
            name: "resolved at a lower severity is not told to others",
            transitions: [Samples.transition("r", .resolved, severity: .low, previousAlert: Samples.id(7))],
            minimum: .high,
            told: [Samples.id(7): ["hook"]],
            expected: .belowSeverity
        ),
        Severe(
            name: "flapping is told when it starts",
            transitions: [Samples.transition("r", .reopened, flapping: .started)],
            minimum: .low,
            expected: nil
        ),
        Severe(
            name: "flapping is not told while it goes on",
            transitions: [Samples.transition("r", .reopened, flapping: .ongoing)],
            minimum: .low,
            expected: .flapping
        ),
        Severe(
            name: "what flaps does not lend its severity to the rest",
            transitions: [
                Samples.transition("r", severity: .critical, flapping: .ongoing),
                Samples.transition("s", severity: .low),
            ],
            minimum: .high,
            expected: .belowSeverity
        ),
    ]

    @Test("a route is told or not by severity, by what it was told before and by flapping", arguments: severities)
    func severity(_ row: Severe) {
        var route = Self.mail
        route.minimumSeverity = row.minimum
        let alert = Samples.alert(row.transitions)
        let plan = planner.plan(alert, Planner.Knowledge(profile: Samples.profile([route]), told: row.told))
        #expect(plan.suppressed.map(\.reason) == [row.expected?.rawValue].compactMap(\.self), "\(row.name)")
        #expect(plan.deliveries.count == (row.expected == nil ? 1 : 0), "\(row.name)")
    }

    @Test("only a plan that could change by it is looked up")
    func lookups() {
        let alert = Samples.alert([Samples.transition("r", .resolved, severity: .low, previousAlert: Samples.id(7))])
        var strict = Self.mail
        strict.minimumSeverity = .high
        #expect(planner.lookups(alert, profile: Samples.profile([strict, Self.hook])) == [Samples.id(7)])
        #expect(planner.lookups(alert, profile: Samples.profile([Self.mail])).isEmpty)
        #expect(planner.lookups(alert, profile: nil).isEmpty)
    }

    struct Speaking: Sendable {
        let route: Language?
        let to: [String]
        let tenant: Language
        let expected: Language
    }

    @Test(
        "the language is the route's, else the people's, else the tenant's",
        arguments: [
            Speaking(route: .en, to: ["tanaka"], tenant: .ja, expected: .en),
            Speaking(route: nil, to: ["smith"], tenant: .ja, expected: .en),
            Speaking(route: nil, to: ["smith", "tanaka"], tenant: .ja, expected: .ja),
            Speaking(route: nil, to: ["smith", "plain"], tenant: .ja, expected: .ja),
            Speaking(route: nil, to: ["else@acme.example"], tenant: .en, expected: .en),
        ]
    )
    func language(_ row: Speaking) {
        let route = Route(id: "mail", channel: .email, to: row.to, language: row.route)
        let profile = Samples.profile([route], language: row.tenant)
        let plan = planner.plan(Samples.opened, Planner.Knowledge(profile: profile))
        #expect(plan.deliveries.map(\.language) == [row.expected])
    }

    @Test("every route gets one delivery, whose recipient holds no secret")
    func routes() {
        let profile = Samples.profile([Self.mail, Self.hook, Self.files])
        let plan = planner.plan(Samples.several, Planner.Knowledge(profile: profile))
        #expect(plan.deliveries.map(\.route) == ["mail", "hook", "files"])
        #expect(plan.deliveries.map(\.recipient) == ["tanaka@acme.example", "https://hooks.acme.example", "directory"])
        #expect(plan.deliveries.allSatisfy { $0.template == "finding" })
        #expect(plan.suppressed.isEmpty)
    }

    @Test("a resolved finding continues the thread of the alert that told of it")
    func thread() {
        let plan = planner.plan(Samples.resolved, Planner.Knowledge(profile: Samples.profile([Self.mail])))
        #expect(plan.deliveries.first?.previousAlerts == [Samples.id(1)])
        #expect(plan.deliveries.first?.template == "resolved")
    }

    @Test("an import is one message whose severity is that of the worst it found")
    func summary() {
        var strict = Self.mail
        strict.minimumSeverity = .critical
        let plan = planner.plan(Samples.imported, Planner.Knowledge(profile: Samples.profile([strict])))
        #expect(plan.deliveries.map(\.template) == ["summary"])
    }

    @Test("a test is told to every route, whatever its threshold")
    func test() {
        var strict = Self.mail
        strict.minimumSeverity = .critical
        let plan = planner.plan(Samples.test, Planner.Knowledge(profile: Samples.profile([strict, Self.hook])))
        #expect(plan.deliveries.map(\.template) == ["test", "test"])
    }

    struct Lost: Sendable {
        let profile: TenantProfile?
        var gone: Set<String> = []
        let reason: Suppression
    }

    static let lost: [Lost] = [
        Lost(profile: nil, reason: .unknownTenant),
        Lost(profile: Samples.profile([]), reason: .noRoute),
        Lost(profile: Samples.profile([hook]), gone: ["hook"], reason: .noRoute),
        Lost(profile: Samples.profile([Route(id: "mail", channel: .email, to: ["nobody"])]), reason: .noRoute),
    ]

    @Test("what cannot be told to the tenant goes to the operator", arguments: lost)
    func lastResort(_ row: Lost) {
        let knowledge = Planner.Knowledge(profile: row.profile, gone: row.gone)
        let plan = planner.plan(Samples.opened, knowledge)
        #expect(plan.isLastResort)
        #expect(plan.deliveries.map(\.route) == [OperatorRoute.id])
        #expect(plan.suppressed.last?.reason == row.reason.rawValue)

        let without = Planner(operatorRoute: nil).plan(Samples.opened, knowledge)
        #expect(without.deliveries.isEmpty && without.isLastResort)
        #expect(without.suppressed.last?.reason == row.reason.rawValue)
    }

    @Test("a route whose receiver is gone is left out while others are told")
    func gone() {
        let knowledge = Planner.Knowledge(profile: Samples.profile([Self.hook, Self.mail]), gone: ["hook"])
        let plan = planner.plan(Samples.opened, knowledge)
        #expect(plan.deliveries.map(\.route) == ["mail"])
        #expect(plan.suppressed == [SuppressedDelivery(route: "hook", reason: "route-gone")])
        #expect(!plan.isLastResort)
    }
}
