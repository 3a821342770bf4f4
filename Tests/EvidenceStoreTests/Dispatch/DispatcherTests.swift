import Messages
import Testing

@testable import EvidenceStore

struct DispatcherTests {
    @Test("a replica gets work once it has repeated the epoch on its own topic")
    func echo() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1))
        bench.beat(1, epoch: "")
        #expect(bench.given() == ["hello:1"])
        bench.beat(1, epoch: "an older one")
        #expect(bench.given() == ["hello:1"])
        bench.beat(1)
        #expect(bench.given() == ["1:1#1"])
    }

    @Test("a replica hears which work its key may take, and hears it again when that changes")
    func otherRole() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1))
        bench.beat(1, epoch: "", takes: [])
        #expect(bench.given() == ["hello:1, no work"])
        bench.beat(1, takes: [])
        #expect(bench.given() == [])
        bench.beat(1)
        #expect(bench.given() == ["hello:1", "1:1#1"])
        bench.beat(1)
        #expect(bench.given() == [])
    }

    @Test("a checker with another policy, or a store without one, waits; a notifier does not")
    func policy() {
        var bench = DispatchBench(policy: nil)
        bench.offer(DispatchBench.item(1), DispatchBench.item(2, kind: .plan))
        bench.beat(1, policy: "", takes: [WorkKindSet(.assess), WorkKindSet(.plan)])
        #expect(bench.given() == ["1:2#1"])
        bench.dispatcher.setPolicy("p2")
        #expect(bench.given() == [])
        bench.beat(1, policy: "p2", takes: [WorkKindSet(.assess), WorkKindSet(.plan)])
        #expect(bench.given() == ["1:1#1"])
    }

    @Test("a draining replica finishes what it holds and gets nothing new")
    func draining() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1), DispatchBench.item(2))
        bench.beat(1, credit: 1)
        #expect(bench.given() == ["1:1#1"])
        bench.beat(1, draining: true, holding: [1])
        #expect(bench.given() == [])
        bench.end(1)
        #expect(bench.given() == [])
        bench.beat(2)
        #expect(bench.given() == ["2:2#1"])
    }

    @Test("one item of a lane is out at a time, in the order of the journal")
    func lanes() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1, lane: 9), DispatchBench.item(2, lane: 9), DispatchBench.item(3, lane: 8))
        bench.beat(1)
        #expect(bench.given() == ["1:1#1", "1:3#1"])
        bench.end(3)
        #expect(bench.given() == [])
        bench.end(1)
        #expect(bench.given() == ["1:2#1"])
    }

    @Test("nobody holds more than its credit, and the least loaded comes first")
    func credit() {
        var bench = DispatchBench()
        for number in 1...10 { bench.offer(DispatchBench.item(number)) }
        bench.beat(1, credit: 2)
        bench.beat(2, credit: 4)
        let given = bench.given()
        #expect(given.count(where: { $0.hasPrefix("1:") }) == 2)
        #expect(given.count(where: { $0.hasPrefix("2:") }) == 4)
        #expect(given.prefix(4).count(where: { $0.hasPrefix("1:") }) == 2)
    }

    @Test("where much waits each replica gets a handful in one piece; where little waits, everybody gets something")
    func handfuls() {
        func runs(waiting: Int, replicas: Int) -> [Int] {
            var bench = DispatchBench()
            for number in 1...waiting { bench.offer(DispatchBench.item(number)) }
            for replica in 1...replicas { bench.beat(replica, credit: 20) }
            let receivers = bench.given().map { $0.prefix { $0 != ":" } }
            var runs: [Int] = []
            for (index, receiver) in receivers.enumerated() {
                if index > 0, receivers[index - 1] == receiver { runs[runs.count - 1] += 1 } else { runs.append(1) }
            }
            return runs
        }
        #expect(runs(waiting: 4, replicas: 4) == [1, 1, 1, 1])
        #expect(runs(waiting: 8, replicas: 8) == Array(repeating: 1, count: 8))
        #expect(runs(waiting: 1_000, replicas: 4) == [16, 16, 16, 6])
    }

    @Test("a lane goes to the same replica in every run when all are equally loaded")
    func rendezvous() {
        func choice() -> [String] {
            var bench = DispatchBench()
            for replica in 1...5 { bench.beat(replica) }
            return (1...20).map { number in
                bench.offer(DispatchBench.item(number))
                defer { bench.end(number) }
                return bench.given().joined()
            }
        }
        #expect(choice() == choice())
        #expect(Set(choice().map { $0.prefix(2) }).count > 2)
    }

    @Test("tenants are served in turn, however much one of them has")
    func fairness() {
        var bench = DispatchBench()
        for number in 1...50 { bench.offer(DispatchBench.item(number, tenant: "flood")) }
        bench.offer(DispatchBench.item(51, tenant: "small"), DispatchBench.item(52, tenant: "small"))
        bench.beat(1, credit: 4)
        #expect(bench.given() == ["1:1#1", "1:51#1", "1:2#1", "1:52#1"])
    }

    @Test("changes go before rechecks, of all lanes and within a lane")
    func priority() {
        var bench = DispatchBench()
        bench.offer(
            DispatchBench.item(1, priority: .recheck),
            DispatchBench.item(2, lane: 7, priority: .recheck),
            DispatchBench.item(3, lane: 7),
            DispatchBench.item(4)
        )
        bench.beat(1, credit: 2)
        #expect(bench.given() == ["1:3#1", "1:4#1"])
        bench.end(3)
        bench.end(4)
        #expect(Set(bench.given()) == ["1:1#1", "1:2#1"])
    }

    @Test("an item that never arrived is given to another replica, and not held against anybody")
    func lost() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1))
        bench.beat(1)
        #expect(bench.given() == ["1:1#1"])
        bench.beat(2)
        bench.pass(5_200, beating: [1, 2])
        #expect(bench.given() == ["2:1#2"])
        #expect(bench.dispatcher.window[0].deaths == 0)
        #expect(!bench.dispatcher.window[0].suspect)
    }

    @Test("an item that its replica still holds is not given to another, up to the limit")
    func holding() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1))
        bench.beat(1)
        #expect(bench.given() == ["1:1#1"])
        bench.pass(60_000, beating: [1], holding: [1])
        #expect(bench.given() == [])
        bench.pass(61_000, beating: [1], holding: [1])
        #expect(bench.given() == ["1:1#2"])
        #expect(bench.dispatcher.window[0].deaths == 1)
    }

    @Test("what a stopping replica could not finish is given to others at once, and nobody is to blame")
    func stopped() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1))
        bench.beat(1)
        #expect(bench.given() == ["1:1#1"])
        // More often than an item may fail alone.
        for replica in 2...8 {
            bench.beat(replica)
            bench.beat(replica - 1, stopped: true)
            #expect(bench.failures() == ["\(replica - 1):1#\(replica - 1) returned, 0 deaths"])
            #expect(bench.given() == ["\(replica):1#\(replica)"])
        }
        #expect(!bench.dispatcher.window[0].suspect)
        #expect(bench.dispatcher.replicas.compactMap(\.self).map(\.sender) == [DispatchBench.sender(8)])
        bench.end(1)
        #expect(bench.dispatcher.outCount == 0)
    }

    @Test("a replica that nobody knows may say that it stops")
    func strangerStops() {
        var bench = DispatchBench()
        bench.beat(1, epoch: "", stopped: true)
        #expect(bench.given() == [])
        #expect(bench.dispatcher.replicas.isEmpty)
    }

    @Test("a suspect that a stopping replica hands back stays suspect, and no less so")
    func suspectReturned() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1), DispatchBench.item(2))
        bench.beat(1, credit: 1)
        #expect(bench.given() == ["1:1#1"])
        bench.pass(1_200)
        bench.beat(2)
        #expect(bench.given() == ["2:1#2"])
        bench.beat(2, stopped: true)
        bench.beat(3)
        #expect(bench.given() == ["3:1#3"], "alone: the other waits")
        #expect(bench.dispatcher.window[0].deaths == 1)
    }

    @Test("what a dying replica held is given out again at once, and beside other work")
    func death() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1), DispatchBench.item(2), DispatchBench.item(3))
        bench.beat(1)
        #expect(bench.given() == ["1:1#1", "1:2#1", "1:3#1"])
        bench.pass(1_200)
        bench.offer(DispatchBench.item(4))
        bench.beat(2)
        #expect(bench.given() == ["2:1#2", "2:2#2", "2:3#2", "2:4#1"])
    }

    @Test("what two dying replicas held is given out again, one at a time and alone")
    func suspects() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1), DispatchBench.item(2), DispatchBench.item(3))
        for replica in 1...2 {
            bench.beat(replica)
            #expect(bench.given() == (1...3).map { "\(replica):\($0)#\(replica)" })
            bench.pass(1_200)
        }
        bench.offer(DispatchBench.item(4))
        bench.beat(3)
        #expect(bench.given() == ["3:1#3"])
        bench.end(1)
        #expect(bench.given() == ["3:2#3"])
        bench.end(2)
        #expect(bench.given() == ["3:3#3"])
        bench.end(3)
        #expect(bench.given() == ["3:4#1"])
        #expect(bench.dispatcher.window.count == 1)
    }

    @Test("a replica that has other work is emptied before it gets a suspect")
    func emptied() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1))
        bench.beat(1, credit: 2)
        _ = bench.given()
        bench.pass(800)
        bench.offer(DispatchBench.item(3), DispatchBench.item(4))
        bench.beat(2)
        #expect(bench.given() == ["2:3#1", "2:4#1"])
        // It was alone: nothing else can be to blame.
        bench.pass(400, beating: [2])
        let first = bench.given()
        #expect(first.isEmpty)
        bench.end(3)
        bench.end(4)
        #expect(bench.given() == ["2:1#2"])
    }

    @Test("an item that kills five replicas alone is given up, and nothing else is")
    func poison() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1), DispatchBench.item(2))
        var dead: [String] = []
        for replica in 1...7 {
            bench.beat(replica)
            let given = bench.given()
            dead += given.filter { $0.hasPrefix("dead") }
            if given.contains(where: { $0.contains(":2#") }), !given.contains(where: { $0.contains(":1#") }) {
                bench.end(2)
            }
            let more = bench.given()
            dead += more.filter { $0.hasPrefix("dead") }
            bench.pass(1_200)
        }
        dead += bench.given().filter { $0.hasPrefix("dead") }
        bench.beat(9)
        dead += bench.given().filter { $0.hasPrefix("dead") }
        bench.end(2)
        #expect(dead == ["dead:1#7"])
        #expect(bench.dispatcher.window.count == 0)
    }

    @Test("an answer that is refused counts like a death")
    func refused() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1))
        bench.beat(1)
        for attempt in 1...4 {
            #expect(bench.given() == ["1:1#\(attempt)"])
            bench.refuse(1)
        }
        #expect(bench.given() == ["1:1#5"])
        bench.refuse(1)
        #expect(bench.given() == ["dead:1#5"])
    }

    @Test("time in which the store itself was stopped is held against nobody")
    func pause() {
        var bench = DispatchBench()
        bench.offer(DispatchBench.item(1))
        bench.beat(1)
        bench.pass(100)
        #expect(bench.given() == ["1:1#1"])
        bench.now += .milliseconds(30_000)
        bench.dispatcher.tick(now: bench.now, into: &bench.actions)
        #expect(bench.given() == [])
        bench.pass(1_300)
        bench.beat(2)
        #expect(bench.given() == ["2:1#2"])
    }

    @Test("kinds take turns on a replica that takes several")
    func kinds() {
        var bench = DispatchBench()
        for number in 1...4 { bench.offer(DispatchBench.item(number, kind: .deliver)) }
        for number in 5...8 { bench.offer(DispatchBench.item(number, kind: .plan)) }
        bench.beat(1, credit: 4, takes: [WorkKindSet(.plan), WorkKindSet(.deliver)])
        #expect(bench.given() == ["1:5#1", "1:1#1", "1:6#1", "1:2#1"])
    }
}
