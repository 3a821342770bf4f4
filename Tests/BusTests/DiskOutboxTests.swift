import Foundation
import JSON
import Messages
import Testing
import Threading

@testable import Bus

@Suite(.timeLimit(.minutes(3))) final class DiskOutboxTests {
    let root: String
    let directory: String

    init() {
        root = NSTemporaryDirectory() + "outbox-" + UUID().uuidString
        directory = root + "/a/b"
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    var log: String { directory + "/outbox.log" }

    func messages(_ numbers: Range<Int>) -> [OutgoingMessage] { numbers.map { Sample.change($0) } }

    func bytes(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(fileURLWithPath: path))) }

    func write(_ bytes: some Sequence<UInt8>, _ path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test("what was appended is there after the process ended, in its order, and what was settled is not")
    func survives() throws {
        do {
            let outbox = try DiskOutbox(directory: directory)
            try outbox.append(messages(0..<5))
            #expect(try outbox.take(max: 3).map(\.message) == messages(0..<3))
            outbox.settle(2)
        }
        let outbox = try DiskOutbox(directory: directory)
        #expect(outbox.count == 4)
        #expect(outbox.tornBytes == 0)
        let taken = try outbox.take(max: 10)
        #expect(taken.map(\.number) == [1, 3, 4, 5])
        #expect(taken.map(\.message) == [0, 2, 3, 4].map { Sample.change($0) })
        try outbox.append(messages(5..<6))
        #expect(try outbox.take(max: 10).map(\.number) == [6])
    }

    @Test("a log cut anywhere gives every message that was whole, and takes new ones")
    func torn() throws {
        let whole: [UInt8]
        var ends: [Int] = []
        do {
            let outbox = try DiskOutbox(directory: directory)
            for number in 0..<3 {
                try outbox.append(messages(number..<number + 1))
                ends.append(try bytes(log).count)
            }
            outbox.settle(2)
            ends.append(try bytes(log).count)
            whole = try bytes(log)
        }
        for cut in 0...whole.count {
            try write(whole.prefix(cut), log)
            let outbox = try DiskOutbox(directory: directory)
            let complete = ends.filter { $0 <= cut }.count
            let expected = [[], [1], [1, 2], [1, 2, 3], [1, 3]][complete] as [UInt64]
            #expect(try outbox.take(max: 10).map(\.number) == expected)
            #expect((outbox.tornBytes == 0) == (cut <= 8 || cut == 8 || ends.contains(cut)))
            try outbox.append(messages(9..<10))
            #expect(try outbox.take(max: 10).map(\.message) == messages(9..<10))
        }
    }

    @Test("a log with any bit turned never gives a message that was not appended")
    func turned() throws {
        let whole: [UInt8]
        do {
            let outbox = try DiskOutbox(directory: directory)
            try outbox.append(messages(0..<3))
            whole = try bytes(log)
        }
        for place in stride(from: 0, to: whole.count, by: 3) {
            var damaged = whole
            damaged[place] ^= 1 << UInt8(place % 8)
            try write(damaged, log)
            do throws(DiskOutboxError) {
                let outbox = try DiskOutbox(directory: directory)
                #expect(outbox.tornBytes > 0)
                let taken = try outbox.take(max: 10).map(\.message)
                #expect(taken == Array(messages(0..<3).prefix(taken.count)))
            } catch {
                #expect(error == .notAnOutbox(path: log))
            }
        }
    }

    @Test("a second process is kept out")
    func locked() throws {
        let outbox = try DiskOutbox(directory: directory)
        #expect(throws: DiskOutboxError.locked(directory: directory)) { try DiskOutbox(directory: directory) }
        #expect(outbox.count == 0)
    }

    @Test("the log begins anew when nothing is pending")
    func empties() throws {
        let outbox = try DiskOutbox(directory: directory)
        try outbox.append(messages(0..<100))
        for (number, _) in try outbox.take(max: 100) { outbox.settle(number) }
        #expect(try bytes(log).count == 8)
        #expect(outbox.count == 0)
    }

    @Test("a large log of which little is pending is written anew, and nothing pending is lost")
    func compacts() throws {
        let large = (0..<40).map { Sample.change($0, padding: 900_000) }
        do {
            let outbox = try DiskOutbox(directory: directory)
            try outbox.append(large)
            for (number, _) in try outbox.take(max: 40) where number != 7 && number != 30 { outbox.settle(number) }
            #expect(try bytes(log).count > 35_000_000)
            try outbox.append([Sample.change(99)])
            #expect(try bytes(log).count < 2_000_000)
        }
        let outbox = try DiskOutbox(directory: directory)
        #expect(outbox.tornBytes == 0)
        #expect(try outbox.take(max: 10).map(\.message) == [large[6], large[29], Sample.change(99)])
    }

    @Test("a refused message is kept to the byte, whatever it was")
    func deadLetters() throws {
        let outbox = try DiskOutbox(directory: directory)
        let strange = OutgoingMessage(kind: .configChanged, bytes: [0xff, 0x00, 0x22])
        try outbox.append(messages(0..<1) + [strange])
        for (number, message) in try outbox.take(max: 2) { try outbox.refuse(number, message, code: "not-json") }
        #expect(outbox.count == 0)
        let lines = try bytes(outbox.deadLetterPath).split(separator: UInt8(ascii: "\n")).map {
            try JSONDocument(Array($0)).root
        }
        #expect(lines.count == 2)
        #expect(lines[0].member("message")?.string == String(decoding: messages(0..<1)[0].bytes, as: UTF8.self))
        #expect(lines[1].member("base64")?.string == "/wAi")
        #expect(lines.allSatisfy { $0.member("code")?.string == "not-json" })
    }

    @Test("a message that is too large is not written")
    func tooLarge() throws {
        let outbox = try DiskOutbox(directory: directory)
        let large = OutgoingMessage(kind: .configChanged, bytes: Array(repeating: 32, count: 1_048_577))
        #expect(throws: DiskOutboxError.tooLarge(bytes: 1_048_577)) { try outbox.append([large]) }
        #expect(outbox.count == 0)
    }

    @Test("a disk that cannot be written to is an error that names the file")
    func noDisk() {
        #expect(throws: DiskOutboxError.self) { try DiskOutbox(directory: "/proc/outbox") }
    }

    @Test("what one process left behind is sent by the next, and refused messages are put aside")
    func publisher() async throws {
        let server = try FakeStoreServer()
        server.store.withLock {
            $0.givesWork = false
            $0.refusedKind = .policyPublished
        }
        server.stop()
        do {
            let client = try BusClient(server.configuration())
            let publisher = DurablePublisher(client: client, outbox: try DiskOutbox(directory: directory))
            try await publisher.publish(messages(0..<1_000))
            #expect(await publisher.waitUntilSettled(within: .milliseconds(20)) == false)
            await client.stop(within: .zero)
        }
        server.start()
        let client = try BusClient(server.configuration())
        let outbox = try DiskOutbox(directory: directory)
        let publisher = DurablePublisher(client: client, outbox: outbox)
        #expect(publisher.progress.leftFromBefore == 1_000)
        try await publisher.publish(messages(1_000..<1_500) + [Sample.message(.policyPublished, id: Sample.id(9_999))])
        #expect(await publisher.waitUntilSettled(within: .seconds(20)))
        // A receipt that comes late finds its message sent twice: a repeat then.
        #expect(publisher.progress.recorded + publisher.progress.repeats == 1_500)
        #expect(publisher.progress.refused == ["kind-not-allowed": 1])
        #expect(server.store.withLock { $0.journal.count } == 1_500)
        #expect(outbox.count == 0)
        await client.stop()
    }

    @Test("thousands of one tenant's messages that are put off do not hold up those of others")
    func tenants() async throws {
        let server = try FakeStoreServer()
        server.store.withLock {
            $0.givesWork = false
            $0.limited = ["flood", "deluge"]
        }
        let client = try BusClient(server.configuration())
        let publisher = DurablePublisher(client: client, outbox: try DiskOutbox(directory: directory))
        let floods = ["flood", "deluge"].enumerated().flatMap { place, tenant in
            (0..<1_500).map { Sample.change(10_000 * (place + 1) + $0, of: tenant) }
        }
        try await publisher.publish(floods)
        #expect(await eventually { client.statistics.postponed > 300 })
        try await publisher.publish((0..<300).map { Sample.change($0, of: "calm") })
        #expect(await eventually { publisher.progress.recorded + publisher.progress.repeats == 300 })
        #expect(client.statistics.waiting + client.statistics.inFlight <= 1_200, "the others wait on disk")
        server.store.withLock { $0.limited = [] }
        #expect(await publisher.waitUntilSettled(within: .seconds(120)))
        let journal = server.store.withLock { $0.journal.map { Array($0.bytes) } }
        #expect(journal.count == 3_300)
        let areFirst = journal.starts(with: (0..<300).map { Sample.change($0, of: "calm").bytes })
        #expect(areFirst, "each of the others' messages, in their order, was recorded before any that was put off")
        await client.stop()
    }
}
