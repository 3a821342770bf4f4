import JSON
import Messages
import Synchronization
import Testing
import Threading
import ZeroMQ

@testable import Bus

@Suite(.serialized, .timeLimit(.minutes(1))) struct BusClientTests {
    let server: FakeStoreServer

    init() throws { server = try FakeStoreServer() }

    @Test("a message is published and receipted, and a repeat is recognised")
    func publish() async throws {
        let client = try BusClient(server.configuration())
        #expect(try await client.publish(Sample.change(1)).isKept)
        #expect(try await client.publish(Sample.change(1)) == .repeat)
        await client.stop()
        #expect(server.store.withLock { $0.journal.count } == 1)
        #expect(client.statistics.recorded + client.statistics.repeats == 2)
    }

    @Test("messages sent before the store is there arrive once it is")
    func storeComesLater() async throws {
        server.stop()
        let client = try BusClient(server.configuration())
        async let outcomes = client.publish((0..<500).map { Sample.change($0) })
        #expect(await client.waitUntilConnected(within: .milliseconds(50)) == false)
        server.start()
        #expect(try await outcomes.allSatisfy { $0.isKept })
        await client.stop()
    }

    @Test("a refused message says why, and one that is too large is not sent")
    func refused() async throws {
        server.store.withLock { $0.refusedKind = .policyPublished }
        let client = try BusClient(server.configuration())
        await #expect(throws: BusError.refused(code: "kind-not-allowed")) {
            try await client.publish(Sample.message(.policyPublished, id: Sample.id(1)))
        }
        let large = OutgoingMessage(kind: .configChanged, bytes: Array(repeating: 32, count: 1_048_577))
        await #expect(throws: BusError.tooLarge(bytes: 1_048_577)) { try await client.publish(large) }
        await client.stop()
    }

    @Test("a message that is put off is sent again")
    func later() async throws {
        server.store.withLock { $0.isBusy = true }
        let client = try BusClient(server.configuration())
        async let outcome = client.publish(Sample.change(1))
        #expect(await eventually { client.statistics.postponed > 2 })
        server.store.withLock { $0.isBusy = false }
        #expect(try await outcome.isKept)
        await client.stop()
    }

    @Test("nothing is lost when the store restarts in the middle")
    func restart() async throws {
        server.store.withLock { $0.givesWork = false }
        let client = try BusClient(server.configuration())
        let recorded = Atomic<Int>(0)
        for start in stride(from: 0, to: 20_000, by: 50) {
            let batch = (start..<start + 50).map { Sample.change($0) }
            while try !client.submit(batch, onOutcome: { _, _ in recorded.add(1, ordering: .relaxed) }) {
                try await Task.sleep(for: .milliseconds(1))
            }
            if start == 5_000 || start == 12_000 {
                _ = await eventually { recorded.load(ordering: .relaxed) > start / 2 }
                server.restart()
            }
        }
        #expect(await eventually { recorded.load(ordering: .relaxed) == 20_000 })
        #expect(server.store.withLock { $0.journal.count } == 20_000)
        await client.stop()
    }

    @Test("work is answered, also over a restart, and each item counts once")
    func work() async throws {
        let publisher = try BusClient(server.configuration())
        let replicas = try (0..<2).map { _ in try BusClient(server.configuration()) }
        let credit = 32
        for replica in replicas {
            replica.takeWork([.assess], credit: credit, threads: 2) { [try Sample.assessment(of: $0)] }
        }
        // Each half waits until the store knows both: a replica that still connects leaves all of it to the other, rightly.
        func knowsBoth() -> Bool { server.store.withLock { $0.replicas.values.count(where: \.isProven) == 2 } }
        #expect(await eventually { knowsBoth() })
        let first = try await publisher.publish((0..<1_000).map { Sample.change($0) })
        #expect(first.allSatisfy { $0.isKept })
        server.restart()
        #expect(await eventually { knowsBoth() })
        _ = try await publisher.publish((1_000..<2_000).map { Sample.change($0) })
        #expect(await eventually { server.store.withLock { $0.answersFirst } == 2_000 })
        for replica in replicas { await replica.stop() }
        await publisher.stop()
        #expect(server.store.withLock { $0.messages(.configAssessed).count } == 2_000)
        #expect(replicas.allSatisfy { $0.statistics.itemsAnswered >= credit })
    }

    @Test("work with tasks is done several at once, and a failed item comes again")
    func asyncWork() async throws {
        let publisher = try BusClient(server.configuration())
        let replica = try BusClient(server.configuration())
        let atOnce = Locked((now: 0, most: 0))
        let failures = Atomic<Int>(0)
        struct Failure: Error {}
        replica.takeWork([.assess], credit: 8) { item async throws in
            atOnce.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            defer { atOnce.withLock { $0.now -= 1 } }
            try await Task.sleep(for: .milliseconds(20))
            if failures.add(1, ordering: .relaxed).newValue == 3 { throw Failure() }
            return [try Sample.assessment(of: item)]
        }
        _ = try await publisher.publish((0..<40).map { Sample.change($0) })
        #expect(await eventually { server.store.withLock { $0.answersFirst } == 40 })
        #expect(atOnce.withLock { $0.most } > 2)
        #expect(atOnce.withLock { $0.most } <= 8)
        await replica.stop()
        #expect(replica.statistics.itemsFailed == 1)
        await publisher.stop()
    }

    @Test("what a replica that stops cannot finish in time it hands back")
    func handBack() async throws {
        // So long that nothing else takes it back.
        server.store.withLock { $0.ackWait = .seconds(60) }
        let publisher = try BusClient(server.configuration())
        let leaving = try BusClient(server.configuration())
        leaving.takeWork([.assess], credit: 8) { item async throws in
            try await Task.sleep(for: .seconds(60))
            return [try Sample.assessment(of: item)]
        }
        _ = try await publisher.publish((0..<3).map { Sample.change($0) })
        #expect(await eventually { leaving.statistics.itemsHeld == 3 })
        let staying = try BusClient(server.configuration())
        staying.takeWork([.assess], credit: 8) { [try Sample.assessment(of: $0)] }
        #expect(await eventually { staying.statistics.isReadyForWork })
        await leaving.stop(within: .milliseconds(100))
        #expect(await eventually { server.store.withLock { $0.answersFirst } == 3 })
        #expect(server.store.withLock { $0.itemsReturned } == 3)
        await staying.stop()
        await publisher.stop()
    }

    @Test("a stream gives what is recorded and what comes, once and in order, over restarts")
    func follow() async throws {
        server.store.withLock { $0.givesWork = false }
        let publisher = try BusClient(server.configuration())
        let reader = try BusClient(server.configuration())
        _ = try await publisher.publish((0..<1_500).map { Sample.change($0) })
        let server = server
        async let published: Void = {
            for start in stride(from: 1_500, to: 6_000, by: 500) {
                _ = try await publisher.publish((start..<start + 500).map { Sample.change($0) })
                if start == 3_000 { server.restart() }
            }
        }()
        var last: Int64 = 0
        for try await message in reader.follow(.configChanged) {
            #expect(message.seq == last + 1)
            last = message.seq
            if last == 6_000 { break }
        }
        try await published
        #expect(last == 6_000)
        await reader.stop()
        await publisher.stop()
    }

    @Test("a stream that nobody takes from holds nothing up and loses nothing")
    func slowReader() async throws {
        server.store.withLock { $0.givesWork = false }
        let client = try BusClient(server.configuration())
        var iterator = client.follow(.configChanged).makeAsyncIterator()
        _ = try await client.publish(Sample.change(0))
        #expect(try await iterator.next()?.seq == 1)
        _ = try await client.publish((1..<6_000).map { Sample.change($0) })
        var last: Int64 = 1
        while last < 6_000, let message = try await iterator.next() {
            #expect(message.seq == last + 1)
            last = message.seq
        }
        await client.stop()
        #expect(try await iterator.next() == nil)
    }

    @Test("a stream on the external side is a long poll")
    func externalFollow() async throws {
        server.store.withLock { $0.givesWork = false }
        let client = try BusClient(server.configuration(side: .external))
        _ = try await client.publish((0..<10).map { Sample.change($0) })
        var iterator = client.follow(.configChanged, after: 4).makeAsyncIterator()
        #expect(try await iterator.next()?.seq == 5)
        await client.stop()
    }

    @Test("a cancelled reader stops waiting")
    func cancel() async throws {
        let client = try BusClient(server.configuration())
        let task = Task {
            var count = 0
            for try await _ in client.follow(.configChanged) { count += 1 }
            return count
        }
        #expect(await client.waitUntilConnected(within: .seconds(5)))
        task.cancel()
        #expect(try await task.value == 0)
        await client.stop()
    }

    @Test("a question is answered, refused or given up in time")
    func query() async throws {
        let client = try BusClient(server.configuration())
        let hello = try await client.query(QueryRequest(id: "", op: .hello))
        #expect(hello.body?.member("epoch")?.string == server.store.withLock { $0.epoch })
        await #expect(throws: BusError.query(.unknownOperation, message: "not here")) {
            _ = try await client.query(QueryRequest(id: "", op: .posture))
        }
        server.isPaused.store(true, ordering: .relaxed)
        await #expect(throws: BusError.timedOut) {
            _ = try await client.query(QueryRequest(id: "", op: .hello), within: .milliseconds(100))
        }
        server.isPaused.store(false, ordering: .relaxed)
        _ = try await client.publish((0..<1_200).map { Sample.change($0) })
        var replay = QueryRequest(id: "", op: .replay)
        replay.kind = Kind.configChanged.rawValue
        let pages = try await client.queryAll(replay)
        #expect(pages.map(\.messages.count) == [500, 500, 200])
        await client.stop()
    }

    @Test("a store that stops answering is connected to anew, and everything arrives")
    func silence() async throws {
        let events = Locked<[BusEvent]>([])
        let client = try BusClient(server.configuration { event in events.withLock { $0.append(event) } })
        #expect(try await client.publish(Sample.change(1)).isKept)
        server.isPaused.store(true, ordering: .relaxed)
        async let outcome = client.publish(Sample.change(2))
        #expect(await eventually { events.withLock { $0.contains(.silent) } })
        server.isPaused.store(false, ordering: .relaxed)
        #expect(try await outcome != .abandoned)
        await client.stop()
    }

    @Test("a store that comes back as it is given up, or just before or after, is found", arguments: 0..<8)
    func backInTheMoment(turn: Int) async throws {
        var configuration = server.configuration()
        configuration.watchdog = .milliseconds(200)
        let client = try BusClient(configuration)
        #expect(try await client.publish(Sample.change(1)).isKept)
        server.stop()
        let delay = Duration.milliseconds(100 + 40 * turn)
        let stopped = ContinuousClock.now
        // What is sent now waits in the old link, which lives on for a while after it was given up.
        async let outcomes = client.publish((2..<200).map { Sample.change($0) })
        #expect(await eventually { ContinuousClock.now > stopped + delay })
        server.start()
        #expect(try await outcomes.allSatisfy { $0 != .abandoned })
        await client.stop()
    }

    @Test("a refused key is tried again until the store knows it")
    func refusedKey() async throws {
        server.isClientKnown.store(false, ordering: .relaxed)
        let events = Locked<[BusEvent]>([])
        let client = try BusClient(server.configuration { event in events.withLock { $0.append(event) } })
        #expect(await eventually { events.withLock { $0.contains(.keyRefused(socket: "feed")) } })
        server.isClientKnown.store(true, ordering: .relaxed)
        #expect(try await client.publish(Sample.change(1)).isKept)
        await client.stop()
    }

    @Test("an offer to work and the store's answer are told, also after the store's restart")
    func offer() async throws {
        let events = Locked<[BusEvent]>([])
        let client = try BusClient(server.configuration { event in events.withLock { $0.append(event) } })
        client.takeWork([.assess], credit: 4) { [try Sample.assessment(of: $0)] }
        let told = { events.withLock { $0.filter { $0 == .workOffered || $0 == .workAnswered(refused: []) } } }
        #expect(await eventually { told() == [.workOffered, .workAnswered(refused: [])] })
        server.restart()
        // The new store's answer may be heard before its first heartbeat: then nothing was offered in vain.
        #expect(await eventually { told().count > 2 && told().last == .workAnswered(refused: []) })
        #expect(await eventually { client.statistics.isReadyForWork })
        await client.stop()
    }

    @Test("what the protocol does not know is left out, and everything goes on")
    func strange() async throws {
        let client = try BusClient(server.configuration())
        client.takeWork([.assess], credit: 4) { [try Sample.assessment(of: $0)] }
        let stream = client.follow(.configChanged)
        #expect(try await client.publish(Sample.change(1)).isKept)
        let (work, receipt) = (Topic.work(client.sender), Topic.receipt(client.sender))
        let position = #"{"epoch":"1-a"}"#
        let messages = [
            ["store/"], ["store/", position], ["store/", position, "{"], ["store/", position, "{}", "more"],
            ["store/", position, #"{"epoch":1,"time":"now"}"#],
            [receipt, position, "[]"], [receipt, position, #"{"receipts":[1,{},{"token":"x","status":"recorded"}]}"#],
            [
                receipt, position,
                #"{"receipts":[{"token":"999999","status":"refused"},{"token":"1","status":"perhaps"}]}"#,
            ],
            [work, "", ""], [work, position, "{}"], [work, position, #"{"hello":{"epoch":7}}"#],
            [work, #"{"epoch":"1-a","work":{"kind":"cook","item":"1","attempt":1}}"#, "{}"],
            ["log/config.changed/", "[]", "{}"],
            ["log/config.changed/", #"{"epoch":"1-a","seq":-4,"previous":9}"#, "{}"],
            ["log/config.changed/", #"{"epoch":"1-a","seq":"many"}"#, "{}"],
            Array(repeating: "store/", count: 1_000),
        ]
        server.strange.withLock { $0 = messages }
        #expect(await eventually { client.statistics.unreadable >= 12 })
        #expect(try await client.publish(Sample.change(2)).isKept)
        #expect(await eventually { server.store.withLock { $0.answersFirst } == 2 })
        var iterator = stream.makeAsyncIterator()
        let read = [try await iterator.next()?.seq, try await iterator.next()?.seq]
        #expect(read.compactMap(\.self).sorted() == read.compactMap(\.self))
        await client.stop()
    }

    @Test("stopping without a store tells everybody in time")
    func stopWithoutStore() async throws {
        server.stop()
        let client = try BusClient(server.configuration())
        let outcomes = Locked<[PublishOutcome]>([])
        #expect(try client.submit([Sample.change(1)]) { _, outcome in outcomes.withLock { $0.append(outcome) } })
        let reply = Task { try await client.query(QueryRequest(id: "", op: .hello), within: .seconds(30)) }
        await client.stop(within: .milliseconds(50))
        #expect(outcomes.withLock { $0 } == [.abandoned])
        await #expect(throws: BusError.stopped) { _ = try await reply.value }
        await #expect(throws: BusError.stopped) { try await client.publish(Sample.change(2)) }
        await client.stop()
    }

    @Test("an endpoint that is none is an error at once")
    func badEndpoint() throws {
        var configuration = server.configuration()
        configuration.stores[0].feed = "nonsense"
        #expect(throws: BusError.self) { try BusClient(configuration) }
    }
}
