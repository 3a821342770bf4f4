import Foundation
import Messages
import Synchronization
import Testing

@testable import Notifier

/// A journal of a few messages in memory; counts what it was asked.
final class MemoryJournal: Journal {
    private struct State {
        var alerts: [MessageID: Alert] = [:]
        var plans: [MessageID: NotificationPlanned] = [:]
        var profiles: [String: KnownProfile] = [:]
        var questions = 0
    }

    private let state = Mutex(State())

    init(alerts: [Alert] = [], profiles: [String: KnownProfile] = [:], plans: [MessageID: NotificationPlanned] = [:]) {
        state.withLock { state in
            for alert in alerts { state.alerts[alert.id] = alert }
            state.profiles = profiles
            state.plans = plans
        }
    }

    var questions: Int { state.withLock { $0.questions } }

    func alert(_ id: MessageID, tenant: String) async -> Alert? { ask { $0.alerts[id] } }
    func plan(of alert: MessageID, tenant: String) async -> NotificationPlanned? { ask { $0.plans[alert] } }
    func profile(of tenant: String) async -> KnownProfile? { ask { $0.profiles[tenant] } }

    private func ask<R: Sendable>(_ body: (State) -> R) -> R {
        state.withLock { state in
            state.questions += 1
            return body(state)
        }
    }
}

/// A channel that answers as it is told and remembers what it was given.
final class ScriptedChannel: DeliveryChannel {
    let schedule: RetrySchedule
    private let attempt: Attempt
    private let given = Mutex<[Parcel]>([])

    init(_ attempt: Attempt = .sent(.init(code: 200, text: "ok")), schedule: RetrySchedule = .webhook) {
        self.attempt = attempt
        self.schedule = schedule
    }

    var parcels: [Parcel] { given.withLock { $0 } }

    func deliver(_ parcel: Parcel) async -> Attempt {
        given.withLock { $0.append(parcel) }
        return attempt
    }
}

@Suite("Work")
struct HandlerTests {
    static let now = Samples.time("2026-11-20T01:02:06.000Z")
    static let mail = Route(id: "mail", channel: .email, to: ["tanaka"])
    static let hook = Route(id: "hook", channel: .webhook, url: "https://hooks.acme.example/")

    let knowledge = Knowledge()
    let channel = ScriptedChannel()

    private func planHandler(_ journal: MemoryJournal = MemoryJournal()) -> PlanHandler {
        PlanHandler(
            planner: Planner(operatorRoute: OperatorRoute.route),
            knowledge: knowledge,
            journal: journal,
            alerts: AlertCache(),
            report: { _ in },
            now: { Self.now }
        )
    }

    private func deliverHandler(_ journal: MemoryJournal, _ channel: ScriptedChannel? = nil) -> DeliverHandler {
        let channel = channel ?? self.channel
        return DeliverHandler(
            channels: Channels(email: channel, webhook: channel, directory: channel),
            knowledge: knowledge,
            journal: journal,
            alerts: AlertCache(),
            report: { _ in },
            now: { Self.now },
            random: { 0 }
        )
    }

    private func assignment(_ alert: Alert) throws -> Assignment {
        let header = MessageHeader(
            id: alert.id,
            kind: .alertRaised,
            source: "//settei/store",
            tenant: alert.tenant,
            subject: alert.id.text,
            time: alert.time
        )
        return try assignment(
            Message(header, data: alert.content),
            Position.Work(kind: .plan, item: Samples.id(50), attempt: 1)
        )
    }

    private func assignment(
        _ plan: NotificationPlanned,
        tenant: String = "acme",
        route: String = "mail",
        delivery: Int = 1
    ) throws -> Assignment {
        let header = MessageHeader(
            id: Samples.id(60),
            kind: .notificationPlanned,
            source: "//settei/notifier",
            tenant: tenant,
            subject: plan.alert.text,
            time: Self.now,
            causation: plan.alert
        )
        let work = Position.Work(kind: .deliver, item: Samples.id(70), attempt: 1, route: route, delivery: delivery)
        return try assignment(Message(header, data: plan), work)
    }

    private func assignment(_ message: Message, _ work: Position.Work) throws -> Assignment {
        Assignment(
            work: work,
            message: try ReceivedMessage(message.bytes),
            replica: "0123456789abcdef",
            receivedAt: Self.now
        )
    }

    private func plan(_ alert: Alert, routes: [String] = ["mail"], previous: [MessageID] = []) -> NotificationPlanned {
        NotificationPlanned(
            alert: alert.id,
            deliveries: routes.map {
                PlannedDelivery(
                    route: $0,
                    channel: $0 == "hook" ? .webhook : .email,
                    language: .ja,
                    template: "finding",
                    recipient: "x",
                    previousAlerts: previous
                )
            },
            suppressed: [],
            work: WorkDone(item: Samples.id(50), attempt: 1, replica: "r", receivedAt: Self.now, finishedAt: Self.now)
        )
    }

    private func know(_ routes: [Route], seq: Int64 = 1) {
        knowledge.learn(KnownProfile(profile: Samples.profile(routes), seq: seq))
    }

    @Test("a plan answers its item: same id, same tenant, the alert as cause and subject")
    func planned() async throws {
        know([Self.mail, Self.hook])
        let answer = try await planHandler().handle(assignment(Samples.opened))
        #expect(answer.header.id == Samples.id(50) && answer.header.causation == Samples.opened.id)
        #expect(answer.header.kind == .notificationPlanned && answer.header.tenant == "acme")
        #expect(answer.header.subject == Samples.opened.id.text)
        let planned = try ReceivedMessage(answer.bytes).decode(NotificationPlanned.self)
        #expect(planned.deliveries.map(\.route) == ["mail", "hook"])
        #expect(planned.work.item == Samples.id(50) && planned.work.replica == "0123456789abcdef")
    }

    @Test("a tenant that was registered a moment ago is looked up in the journal, and only once")
    func lookup() async throws {
        let known = KnownProfile(profile: Samples.profile([Self.mail]), seq: 9)
        let journal = MemoryJournal(profiles: ["acme": known])
        for _ in 0..<2 {
            let answer = try await planHandler(journal).handle(assignment(Samples.opened))
            let planned = try ReceivedMessage(answer.bytes).decode(NotificationPlanned.self)
            #expect(planned.deliveries.map(\.route) == ["mail"])
        }
        #expect(journal.questions == 1)
    }

    @Test("an unknown tenant's alert goes to the operator")
    func unknownTenant() async throws {
        let answer = try await planHandler().handle(assignment(Samples.opened))
        let planned = try ReceivedMessage(answer.bytes).decode(NotificationPlanned.self)
        #expect(planned.deliveries.map(\.route) == [OperatorRoute.id])
        let delivered = try await deliverHandler(MemoryJournal(alerts: [Samples.opened]))
            .handle(assignment(planned, route: OperatorRoute.id))
        #expect(delivered.header.kind == .notificationSent)
    }

    @Test("the plan of an earlier alert decides for a finding that became less severe")
    func earlierPlan() async throws {
        var strict = Self.mail
        strict.minimumSeverity = .critical
        know([strict])
        let before = Samples.alert([Samples.transition()], number: 7)
        let alert = Samples.alert([Samples.transition("r", .resolved, severity: .low, previousAlert: before.id)])
        let journal = MemoryJournal(plans: [before.id: plan(before)])
        let answer = try await planHandler(journal).handle(assignment(alert))
        let planned = try ReceivedMessage(answer.bytes).decode(NotificationPlanned.self)
        #expect(planned.deliveries.map(\.previousAlerts) == [[before.id]])
    }

    @Test("a delivery that arrived is told with the receiver's answer and the stable id")
    func sent() async throws {
        know([Self.mail])
        let journal = MemoryJournal(alerts: [Samples.resolved])
        let answer = try await deliverHandler(journal)
            .handle(assignment(plan(Samples.resolved, previous: [Samples.opened.id])))
        #expect(answer.header.kind == .notificationSent && answer.header.id == Samples.id(70))
        #expect(answer.header.subject == "\(Samples.resolved.id)/mail")
        let sent = try ReceivedMessage(answer.bytes).decode(NotificationSent.self)
        #expect(sent.answer == ReceiverAnswer(code: 200, text: "ok"))
        #expect(sent.outsideId == DerivedID.outside(alert: Samples.resolved.id, route: "mail"))
        #expect(channel.parcels.map(\.outsideID) == [sent.outsideId])
        #expect(channel.parcels.map(\.continues) == [[DerivedID.outside(alert: Samples.opened.id, route: "mail")]])
    }

    struct Failing: Sendable {
        let attempt: Attempt
        let delivery: Int
        let reason: String
        let permanent: Bool
        let next: Timestamp?
    }

    static let failing: [Failing] = [
        Failing(
            attempt: .transient(.status, "x", code: 500),
            delivery: 1,
            reason: "status",
            permanent: false,
            next: now + .seconds(5)
        ),
        Failing(
            attempt: .transient(.status, "x", code: 500),
            delivery: 10,
            reason: "status",
            permanent: false,
            next: nil
        ),
        Failing(attempt: .permanent(.gone, "x", code: 410), delivery: 1, reason: "gone", permanent: true, next: nil),
    ]

    @Test("a delivery that failed is told with the reason and the next time", arguments: failing)
    func failed(_ row: Failing) async throws {
        know([Self.mail])
        let journal = MemoryJournal(alerts: [Samples.opened])
        let answer = try await deliverHandler(journal, ScriptedChannel(row.attempt))
            .handle(assignment(plan(Samples.opened), delivery: row.delivery))
        let failed = try ReceivedMessage(answer.bytes).decode(NotificationFailed.self)
        #expect(failed.reason == row.reason && failed.permanent == row.permanent)
        #expect(failed.nextAttemptAt == row.next && failed.delivery == row.delivery)
        #expect(failed.answer?.code == row.attempt.answer.code)
    }

    @Test("an alert of another tenant is never delivered, whatever was planned")
    func tenants() async throws {
        know([Self.mail])
        let foreign = Samples.alert([Samples.transition()], tenant: "globex")
        let answer = try await deliverHandler(MemoryJournal(alerts: [foreign])).handle(assignment(plan(foreign)))
        let failed = try ReceivedMessage(answer.bytes).decode(NotificationFailed.self)
        #expect(failed.reason == "tenant-mismatch" && failed.permanent)
        #expect(channel.parcels.isEmpty)
    }

    @Test("a profile that came for another tenant is not used")
    func foreignProfile() async throws {
        let journal = MemoryJournal(
            alerts: [Samples.opened],
            profiles: ["globex": KnownProfile(profile: Samples.profile([Self.mail]), seq: 3)]
        )
        let alert = Samples.alert([Samples.transition()], tenant: "globex")
        let planned = try await planHandler(journal).handle(assignment(alert))
        let content = try ReceivedMessage(planned.bytes).decode(NotificationPlanned.self)
        #expect(content.deliveries.map(\.route) == [OperatorRoute.id])
    }

    @Test("a route that the profile has no more, or whose receiver is gone, is not used")
    func routes() async throws {
        know([Self.mail, Self.hook], seq: 5)
        let journal = MemoryJournal(alerts: [Samples.opened])
        let removed = try await deliverHandler(journal)
            .handle(assignment(plan(Samples.opened, routes: ["fax"]), route: "fax"))
        #expect(try ReceivedMessage(removed.bytes).decode(NotificationFailed.self).reason == "route-removed")

        knowledge.learn(gone: "hook", of: "acme", seq: 6)
        let planned = plan(Samples.opened, routes: ["hook"])
        let gone = try await deliverHandler(journal).handle(assignment(planned, route: "hook"))
        #expect(try ReceivedMessage(gone.bytes).decode(NotificationFailed.self).reason == "route-gone")
        #expect(channel.parcels.isEmpty)

        // A new profile is a new chance, whatever it changed.
        know([Self.mail, Self.hook], seq: 7)
        let again = try await deliverHandler(journal).handle(assignment(planned, route: "hook"))
        #expect(again.header.kind == .notificationSent)
    }

    @Test("an older profile never replaces a newer one")
    func order() {
        know([Self.mail], seq: 5)
        know([Self.hook], seq: 4)
        #expect(knowledge.profile(of: "acme")?.routes.map(\.id) == ["mail"])
    }

    @Test("the cache of alerts keeps the newest and no more than it may")
    func cache() {
        let cache = AlertCache(capacity: 3)
        for number in 1...5 { cache.insert(Samples.alert([], trigger: .request, number: UInt64(number))) }
        #expect((1...5).map { cache[Samples.id(UInt64($0))] != nil } == [false, false, true, true, true])
    }
}
