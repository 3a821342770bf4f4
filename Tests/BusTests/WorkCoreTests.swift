import Messages
import Testing
import Threading

@testable import Bus

@Suite struct WorkCoreTests {
    var work = WorkCore(
        service: "test",
        takes: [.assess],
        limits: .init(credit: 2, cachedAnswers: 2),
        policy: "p1",
        now: at(0)
    )

    @Test("a heartbeat proves the epoch that was heard, and a new store must be convinced anew")
    mutating func readiness() {
        #expect(work.heartbeat(now: at(0))?.epoch == "")
        #expect(work.heartbeat(now: at(100)) == nil)
        let isNews = work.hello(epoch: "1-a", now: at(100))
        #expect(isNews && work.isReady)
        let proven = work.heartbeat(now: at(100))
        #expect(proven?.epoch == "1-a")
        #expect(proven?.policy == "p1")
        #expect(proven?.credit == 2)
        #expect(work.heartbeat(now: at(349)) == nil)
        let isAnother = work.heard(storeEpoch: "1-a")
        #expect(!isAnother)
        #expect(work.heartbeat(now: at(350))?.epoch == "1-a")
        let isAnotherNow = work.heard(storeEpoch: "2-b")
        #expect(isAnotherNow && !work.isReady)
        #expect(work.heartbeat(now: at(600))?.epoch == "")
    }

    @Test("what the store will not give is known, until it gives it; a store that does not say gives everything")
    mutating func refusedWork() {
        var news: [Bool] = []
        let answers: [[WorkKind]?] = [[], [], [.assess], [.plan], nil]
        for (time, given) in answers.enumerated() {
            news.append(work.hello(epoch: "1-a", given: given, now: at(Int64(time))))
            let isGiven = given.map { $0.contains(.assess) } ?? true
            #expect(work.refused == (isGiven ? [] : [.assess]))
            #expect(work.isReady == isGiven)
        }
        #expect(news == [true, false, true, true, true])
    }

    @Test("an item is handled once, and its answer sent again when the store asks again")
    mutating func redelivery() {
        let item = Sample.id(1)
        let answer = Sample.message(.configAssessed, id: item, cause: item)
        #expect(work.receive(item, now: at(0)) == .handle)
        #expect(work.receive(item, now: at(1)) == .alreadyHeld)
        let isWanted = work.answered(item, with: [answer])
        #expect(isWanted)
        let isWantedTwice = work.answered(item, with: [answer])
        #expect(!isWantedTwice)
        #expect(work.receive(item, now: at(2)) == .alreadyHeld)
        work.receipted(item)
        #expect(work.heldCount == 0)
        #expect(work.receive(item, now: at(3)) == .sendAgain([answer]))
        #expect(work.receive(item, now: at(4)) == .alreadyHeld)
        work.receipted(item)
        #expect(work.heldCount == 0)
    }

    @Test("answers are kept for a bounded number of items, the oldest go first")
    mutating func cache() {
        for number in 0..<3 {
            #expect(work.receive(Sample.id(number), now: at(0)) == .handle)
            _ = work.answered(Sample.id(number), with: [Sample.change(number)])
            work.receipted(Sample.id(number))
        }
        #expect(work.receive(Sample.id(0), now: at(1)) == .handle)
        #expect(work.receive(Sample.id(2), now: at(1)) == .sendAgain([Sample.change(2)]))
    }

    @Test("an item whose handler failed, or that has no answer, is free to come again")
    mutating func failed() {
        #expect(work.receive(Sample.id(1), now: at(0)) == .handle)
        work.failed(Sample.id(1))
        #expect(work.receive(Sample.id(1), now: at(0)) == .handle)
        _ = work.answered(Sample.id(1), with: [])
        #expect(work.receive(Sample.id(1), now: at(0)) == .handle)
    }

    @Test("an item with two answers is held until both have their receipt")
    mutating func twoAnswers() {
        _ = work.receive(Sample.id(1), now: at(0))
        _ = work.answered(Sample.id(1), with: [Sample.change(1), Sample.change(2)])
        work.receipted(Sample.id(1))
        #expect(work.heldCount == 1)
        work.receipted(Sample.id(1))
        #expect(work.heldCount == 0)
    }

    @Test("more than twice the credit is left out")
    mutating func shed() {
        for number in 0..<4 { #expect(work.receive(Sample.id(number), now: at(0)) == .handle) }
        #expect(work.receive(Sample.id(9), now: at(0)) == .shed)
    }

    @Test("heartbeats ask for more time for what takes long, and only for that")
    mutating func holding() {
        _ = work.receive(Sample.id(1), now: at(0))
        _ = work.receive(Sample.id(2), now: at(400))
        #expect(work.heartbeat(now: at(600))?.holding == [Sample.id(1)])
        #expect(work.heartbeat(now: at(900))?.holding == [Sample.id(1), Sample.id(2)])
    }

    @Test("draining is said at once")
    mutating func draining() {
        _ = work.heartbeat(now: at(0))
        work.drain(now: at(10))
        #expect(work.heartbeat(now: at(10))?.state == .draining)
    }

    @Test("the last that is said hands back whatever is held, and asks for no more time for it")
    mutating func farewell() {
        _ = work.hello(epoch: "1-a", now: at(0))
        _ = work.receive(Sample.id(1), now: at(0))
        work.drain(now: at(1_000))
        let last = work.farewell()
        #expect(last.state == .stopped)
        #expect(last.epoch == "1-a")
        #expect(last.holding.isEmpty)
    }
}
