import Testing

@testable import EvidenceStore

@Suite("Planned changes go to checkers and come back")
struct CheckDeskTests {
    private typealias Desk = CheckDesk<String>

    private static let first = SenderID(high: 1, low: 1)
    private static let second = SenderID(high: 2, low: 2)

    private static func both(_ room: Int = 4) -> [(sender: SenderID, room: Int)] {
        [(sender: first, room: room), (sender: second, room: room)]
    }

    private static func ms(_ count: Int) -> Nanoseconds { .milliseconds(count) }

    /// Opens a check called `mark`; its payload is its mark.
    @discardableResult
    private static func open(
        _ mark: String,
        in desk: inout Desk,
        of tenant: String = "acme",
        bytes: Int = 10,
        deadline: Int = 3_000,
        at now: Int = 0
    ) -> Bool {
        desk.open(
            Desk.Asker(peer: [1], mark: mark, isInternal: false),
            tenant: tenant,
            task: Array(repeating: 0, count: bytes),
            payload: mark,
            deadline: ms(deadline),
            now: ms(now)
        )
    }

    @Test("a check goes to the least loaded checker, and its answer to whoever asked, once")
    func answer() throws {
        var desk = Desk(epoch: "1-a")
        for mark in ["a", "b"] { Self.open(mark, in: &desk) }
        let given = desk.give(to: Self.both(), now: 0)
        #expect(Set(given.map(\.sender)) == [Self.first, Self.second])
        #expect(given.allSatisfy { $0.milliseconds == 3_000 })
        #expect(desk.give(to: Self.both(), now: 0).isEmpty)
        #expect(given.map { desk.close($0.id) } == ["a", "b"])
        #expect(given.map { desk.close($0.id) } == [nil, nil])
        #expect(desk.count == 0)
    }

    @Test("an answer to an earlier start of the store is nobody's")
    func epochs() throws {
        var before = Desk(epoch: "1-a")
        Self.open("a", in: &before)
        let id = try #require(before.give(to: Self.both(), now: 0).first?.id)
        var after = Desk(epoch: "2-b")
        Self.open("another", in: &after)
        _ = after.give(to: Self.both(), now: 0)
        #expect(after.close(id) == nil)
        #expect(after.count == 1)
    }

    @Test("asked again it is still one check")
    func repeats() {
        var desk = Desk(epoch: "1-a")
        for _ in 0..<3 { #expect(Self.open("a", in: &desk)) }
        #expect(desk.count == 1)
        #expect(desk.give(to: Self.both(), now: 0).count == 1)
        #expect(Self.open("a", in: &desk))
        #expect(desk.give(to: Self.both(), now: 0).isEmpty)
    }

    @Test("a full desk says so: in number, of one tenant, in bytes")
    func limits() {
        var desk = Desk(epoch: "1-a", limits: CheckLimits(checks: 3, checksOfTenant: 2, bytes: 100))
        #expect(Self.open("a", in: &desk))
        #expect(Self.open("b", in: &desk))
        #expect(!Self.open("c", in: &desk), "of one tenant")
        #expect(!Self.open("d", in: &desk, of: "globex", bytes: 81), "in bytes")
        #expect(Self.open("e", in: &desk, of: "globex"))
        #expect(!Self.open("f", in: &desk, of: "initech"), "in number")
        let given = desk.give(to: Self.both(), now: 0)
        #expect(given.compactMap { desk.close($0.id) }.count == 3)
        #expect(Self.open("f", in: &desk, of: "initech", bytes: 100))
    }

    @Test("no checker is given more than it takes at once")
    func room() {
        var desk = Desk(epoch: "1-a")
        for mark in 0..<10 { Self.open("\(mark)", in: &desk) }
        let given = desk.give(to: Self.both(2), now: 0)
        #expect(given.count == 4)
        _ = desk.close(given[0].id)
        #expect(desk.give(to: Self.both(2), now: 0).count == 1)
    }

    @Test("tenants take turns, whatever they ask")
    func fairness() {
        var desk = Desk(epoch: "1-a")
        for mark in 0..<20 { Self.open("flood-\(mark)", in: &desk, of: "acme") }
        Self.open("one", in: &desk, of: "globex")
        let given = desk.give(to: [(sender: Self.first, room: 2)], now: 0)
        #expect(given.compactMap { desk.close($0.id) }.sorted() == ["flood-0", "one"])
    }

    @Test("without a ready checker it is unavailable after a second, not before")
    func unavailable() {
        var desk = Desk(epoch: "1-a")
        Self.open("a", in: &desk)
        #expect(desk.expire(now: Self.ms(999), checkers: []).isEmpty)
        let failures = desk.expire(now: Self.ms(1_000), checkers: [])
        #expect(failures.map(\.payload) == ["a"])
        #expect(failures.map(\.1) == [.unavailable])
        #expect(desk.count == 0)
    }

    @Test("a checker that becomes ready in time is asked")
    func late() {
        var desk = Desk(epoch: "1-a")
        Self.open("a", in: &desk)
        #expect(desk.give(to: [], now: 0).isEmpty)
        #expect(desk.expire(now: Self.ms(900), checkers: []).isEmpty)
        #expect(desk.give(to: Self.both(), now: Self.ms(900)).map(\.milliseconds) == [2_100])
    }

    @Test("what a checker took with it goes to another one, and after that it has failed")
    func deaths() throws {
        var desk = Desk(epoch: "1-a")
        Self.open("a", in: &desk)
        let holder = try #require(desk.give(to: Self.both(), now: 0).first?.sender)
        let other = holder == Self.first ? Self.second : Self.first
        #expect(desk.expire(now: Self.ms(50), checkers: [(sender: other, room: 4)]).isEmpty)
        #expect(desk.give(to: [(sender: other, room: 4)], now: Self.ms(50)).map(\.sender) == [other])
        let failures = desk.expire(now: Self.ms(100), checkers: [(sender: holder, room: 4)])
        #expect(failures.map(\.1) == [.failed])
    }

    @Test("a slow checker is followed by another one where there is one; the first answer counts")
    func slow() throws {
        var desk = Desk(epoch: "1-a")
        Self.open("a", in: &desk)
        let given = try #require(desk.give(to: Self.both(), now: 0).first)
        _ = desk.expire(now: Self.ms(1_000), checkers: Self.both())
        let again = try #require(desk.give(to: Self.both(), now: Self.ms(1_000)).first)
        #expect(again.sender != given.sender)
        #expect(again.id == given.id)
        #expect(desk.expire(now: Self.ms(2_500), checkers: Self.both()).isEmpty)
        #expect(desk.close(given.id) == "a")
        #expect(desk.close(again.id) == nil)
    }

    @Test("alone a slow checker keeps what it has until the deadline")
    func alone() {
        var desk = Desk(epoch: "1-a")
        Self.open("a", in: &desk)
        let one: [(sender: SenderID, room: Int)] = [(sender: Self.first, room: 4)]
        #expect(desk.give(to: one, now: 0).count == 1)
        #expect(desk.expire(now: Self.ms(2_999), checkers: one).isEmpty)
        #expect(desk.give(to: one, now: Self.ms(2_999)).isEmpty)
        #expect(desk.expire(now: Self.ms(3_000), checkers: one).map(\.1) == [.deadline])
    }
}
