import Messages
import Testing

@testable import EvidenceStore

/// Replicas that die, restart, stall and lose messages, by a seed; some items kill whoever works on them.
struct DispatcherSimulationTests {
    struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = mixed(state)
            return state
        }

        mutating func chance(_ percent: Int) -> Bool { next() % 100 < UInt64(percent) }
    }

    /// A process that holds items; nil in `held` for one that is dead.
    struct Process {
        var sender: Int
        var epoch = ""
        var held: [Int] = []
        var deadUntil: Nanoseconds?
    }

    struct World {
        var bench: DispatchBench
        var random: Random
        var processes: [Process]
        var nextSender = 100
        var open: Set<Int> = []
        var ended: [Int] = []
        var dead: [Int] = []
        let poison: Set<Int>
        let credit = 8

        init(seed: UInt64, poison: Set<Int>) {
            bench = DispatchBench()
            random = Random(state: seed)
            processes = (1...3).map { Process(sender: $0) }
            self.poison = poison
        }

        mutating func offer(_ numbers: ClosedRange<Int>) {
            for number in numbers {
                open.insert(number)
                bench.offer(DispatchBench.item(number, lane: number % 23, tenant: "t\(number % 3)"))
            }
        }

        /// 50 ms: heartbeats, what the dispatcher says, work, accidents.
        mutating func step() {
            bench.now += .milliseconds(50)
            for index in processes.indices { live(index) }
            bench.dispatcher.tick(now: bench.now, into: &bench.actions)
            bench.dispatcher.dispatch(now: bench.now, into: &bench.actions)
            for action in bench.actions { receive(action) }
            bench.actions.removeAll()
        }

        private mutating func live(_ index: Int) {
            if let until = processes[index].deadUntil {
                guard bench.now >= until else { return }
                nextSender += 1
                processes[index] = Process(sender: nextSender)
            }
            if random.chance(1) { return die(index) }
            if random.chance(1) { return stop(index) }
            let process = processes[index]
            if !random.chance(5) {
                bench.beat(process.sender, credit: credit, epoch: process.epoch, holding: process.held)
            }
            for item in process.held where random.chance(60) {
                if poison.contains(item) { return die(index) }
                processes[index].held.removeAll { $0 == item }
                // An answer can be lost on the way; then the item is overdue, and answered again later.
                if random.chance(95), open.remove(item) != nil { ended.append(item) }
                if !open.contains(item) { bench.end(item) }
            }
        }

        /// Ends with what it holds, and says so; what it says may be lost.
        private mutating func stop(_ index: Int) {
            if !random.chance(20) { bench.beat(processes[index].sender, stopped: true) }
            die(index)
        }

        private mutating func die(_ index: Int) {
            processes[index].held = []
            processes[index].deadUntil = bench.now + .milliseconds(Int(random.next() % 3_000))
        }

        private mutating func receive(_ action: DispatchAction<Int>) {
            switch action {
            case .hello(let sender, _):
                if let index = living(sender), !random.chance(10) { processes[index].epoch = "e1" }
            case .send(let sender, let item, _):
                if let index = living(sender), !random.chance(2) { processes[index].held.append(item.payload) }
            case .dead(let item, _, _):
                dead.append(item.payload)
                open.remove(item.payload)
            case .failed: break
            }
        }

        private func living(_ sender: SenderID) -> Int? {
            processes.firstIndex { $0.deadUntil == nil && UInt64($0.sender) == sender.low }
        }

        /// What must hold after every step.
        func check() {
            var lanes: Set<Int> = []
            for replica in bench.dispatcher.replicas.compactMap(\.self) {
                #expect(replica.out.count <= credit)
                for index in replica.out {
                    let item = bench.dispatcher.window[index].item
                    #expect(lanes.insert(item.payload % 23).inserted, "two items of a lane are out")
                    #expect(!bench.dispatcher.window[index].suspect || replica.out.count == 1, "a suspect is not alone")
                }
            }
        }
    }

    @Test("whatever happens, every item is answered, and only those that kill are given up", arguments: 1...25)
    func simulation(seed: Int) {
        var world = World(seed: UInt64(seed), poison: seed % 2 == 0 ? [40, 41] : [])
        for round in 0..<10 {
            world.offer(round * 20 + 1...round * 20 + 20)
            for _ in 0..<20 {
                world.step()
                world.check()
            }
        }
        for _ in 0..<8_000 where !world.open.isEmpty {
            world.step()
            world.check()
        }
        #expect(world.open.isEmpty)
        #expect(Set(world.dead) == world.poison)
        #expect(world.ended.count == 200 - world.poison.count)
        #expect(world.ended.count == Set(world.ended).count)
        #expect(world.bench.dispatcher.window.count == 0)
        #expect(world.bench.dispatcher.outCount == 0)
    }
}
