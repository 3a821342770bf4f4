import Testing
import Threading

@testable import Bus

@Suite struct WatchdogCoreTests {
    var watchdog = WatchdogCore(now: at(0))

    mutating func heard(_ time: Int64) -> Bool { watchdog.heard(now: at(time)) }
    mutating func check(_ time: Int64) -> Bool { watchdog.check(now: at(time)) }

    @Test("silence for a second makes the link anew, and being heard again is told once")
    mutating func silence() {
        #expect(heard(100) == true)
        #expect(heard(350) == false)
        #expect(check(1_349) == false)
        #expect(check(1_350) == true)
        #expect(watchdog.isUp == false)
        #expect(heard(1_400) == true)
    }

    @Test("while nobody answers the patience grows, so that a slow handshake may finish")
    mutating func growing() {
        var made: [Int64] = []
        for time in Int64(0)..<30_000 where check(time) { made.append(time) }
        #expect(made == [1_000, 3_000, 7_000, 15_000, 23_000])
        _ = heard(29_999)
        #expect(watchdog.nextWake == at(30_999))
    }

    @Test(
        "of several to try each has its time before patience grows, and what fails visibly is left soon, ever less so"
    )
    mutating func candidates() {
        watchdog = WatchdogCore(limits: .init(candidates: 2), now: at(0))
        var made: [Int64] = []
        for time in Int64(0)..<12_000 where check(time) { made.append(time) }
        #expect(made == [1_000, 2_000, 4_000, 6_000, 10_000])
        watchdog = WatchdogCore(limits: .init(candidates: 2), now: at(0))
        made = []
        for time in Int64(0)..<5_000 {
            watchdog.failed(now: at(time))
            if check(time) { made.append(time) }
        }
        #expect(made == [100, 201, 402, 603, 1_004, 1_405, 2_206, 3_007, 4_007])
        _ = heard(5_000)
        watchdog.failed(now: at(5_100))
        #expect(check(5_900) == false, "a link that is up is not given up for it")
    }

    @Test("after a refused key the link is made anew after a pause, even if another socket is heard")
    mutating func refusal() {
        _ = heard(0)
        watchdog.refused(now: at(100))
        watchdog.refused(now: at(200))
        _ = heard(1_000)
        #expect(watchdog.nextWake == at(1_100))
        #expect(check(1_099) == false)
        #expect(check(1_100) == true)
        #expect(watchdog.isUp == false)
        #expect(watchdog.nextWake == at(2_100))
    }
}

@Suite struct QueryCoreTests {
    var queries = QueryCore<String>(seed: 1)

    mutating func sends(_ time: Int64) -> Int {
        var sends: [[UInt8]] = []
        queries.takeSends(now: at(time), into: &sends)
        return sends.count
    }

    mutating func ask(_ id: String, patience: Duration = .zero) {
        queries.ask(id, [], id, patience: patience, deadline: at(10_000), now: at(0))
    }

    @Test("a question is repeated until it is answered, once")
    mutating func repeats() {
        ask("a")
        #expect(sends(0) == 1)
        #expect(sends(399) == 0)
        #expect(sends(601) == 1)
        #expect(queries.answered("a") == "a")
        #expect(queries.answered("a") == nil)
        #expect(sends(9_000) == 0)
        #expect(queries.nextWake == nil)
    }

    @Test("a question that the store may hold back is not repeated meanwhile")
    mutating func patience() {
        ask("a", patience: .seconds(5))
        #expect(sends(0) == 1)
        #expect(sends(5_300) == 0)
        #expect(sends(5_700) == 1)
    }

    @Test("a busy store is asked again after a pause, and a lost link makes everything due")
    mutating func busy() {
        ask("a")
        #expect(sends(0) == 1)
        queries.busy("a", now: at(10))
        #expect(sends(100) == 0)
        #expect(sends(260) == 1)
        queries.linkRestored(now: at(270))
        #expect(sends(270) == 1)
    }

    @Test("what is past its deadline is given up")
    mutating func deadline() {
        ask("a")
        ask("b")
        _ = queries.answered("b")
        #expect(queries.takeExpired(now: at(9_999)) == [])
        #expect(queries.takeExpired(now: at(10_000)) == ["a"])
        #expect(queries.count == 0)
        ask("c")
        #expect(queries.abandonAll() == ["c"])
    }
}
