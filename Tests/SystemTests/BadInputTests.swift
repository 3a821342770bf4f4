import Bus
import Foundation
import Installation
import JSON
import Messages
import TestSupport
import Testing

@Suite("Bad input at the built store", .serialized, .timeLimit(.minutes(2)))
struct BadInputTests {
    private func store() async throws -> Installation {
        let installation = try Installation(integrators: ["acme-ci": ["acme"], "globex-ci": ["globex"]])
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        return installation
    }

    @Test("is refused with a receipt by token; code, place and reason are found through query")
    func refused() async throws {
        let installation = try await store()
        defer { installation.stop() }
        let client = try RawClient(installation)
        for (number, bad) in BadMessage.all.enumerated() {
            try client.publish(bad.bytes, token: "bad-\(number)", kind: bad.kind)
            let receipt = try client.receipt("bad-\(number)")
            #expect(receipt?.status == "refused", "\(bad.name)")
            #expect(receipt?.code == bad.code, "\(bad.name)")
        }
        let reader = try installation.client("acme-ci")
        for (number, bad) in BadMessage.all.enumerated() {
            let row = try #require(
                try await refusal("bad-\(number)", of: client.sender, through: reader),
                "\(bad.name)"
            )
            #expect(row["code"]?.string == bad.code, "\(bad.name)")
            #expect(bad.isAt(row["where"]?.string ?? ""), "\(bad.name): at \(row["where"]?.string ?? "")")
            #expect(row["why"]?.string?.isEmpty == false, "\(bad.name)")
            #expect(row["size"]?.int == Int64(bad.bytes.count), "\(bad.name)")
        }
        let stranger = try installation.client("globex-ci")
        let others = try await refusal("bad-0", of: client.sender, through: stranger)
        #expect(others == nil, "another integrator does not see them")
        try client.expectGood(number: 1)
        await reader.stop()
        await stranger.stop()
        #expect(installation.program(.evidenceStore)?.isRunning == true)
    }

    @Test("an id used before for other content is a conflict; the same content is a repeat")
    func conflict() async throws {
        let installation = try await store()
        defer { installation.stop() }
        let client = try RawClient(installation)
        func status(_ text: String, _ token: String) throws -> String {
            try client.publish(Array(text.utf8), token: token)
            let receipt = try client.receipt(token)
            return [receipt?.status, receipt?.code].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        }
        #expect(try status(BadMessage.good, "first") == "recorded")
        #expect(try status(BadMessage.good, "again") == "repeat")
        #expect(try status(BadMessage.changed(("\"a\":1", "\"a\":2")), "other") == "refused id-conflict")
        let reader = try installation.client("acme-ci")
        let row = try await refusal("other", of: client.sender, through: reader)
        #expect(row?["code"]?.string == "id-conflict")
        #expect(row?["where"]?.string == "id")
        #expect(row?["why"]?.string?.isEmpty == false)
        await reader.stop()
    }

    @Test("that cannot be answered is dropped and counted, and good messages still get their receipts")
    func dropped() async throws {
        let installation = try await store()
        defer { installation.stop() }
        let client = try RawClient(installation)
        let (topic, sender) = (Array("config.changed/".utf8), Array(client.sender.utf8))
        let (token, message) = (Array("t".utf8), Array(BadMessage.good.utf8))
        let cases: [(reason: String, frames: [[UInt8]])] = [
            ("frames", [message]),
            ("frames", [topic, sender, message]),
            ("frames", [topic, sender, token, message, []]),
            ("frames", [[UInt8]](repeating: [], count: 100_000)),
            ("sender", [topic, [], token, message]),
            ("sender", [topic, Array("nobody".utf8), token, message]),
            ("sender", [topic, Array(String(repeating: "G", count: 32).utf8), token, message]),
            ("token", [topic, sender, [], message]),
            ("token", [topic, sender, Array("two words".utf8), message]),
            ("token", [topic, sender, [UInt8](repeating: 0x41, count: 65), message]),
            ("heartbeat", [Array("replica.heartbeat/".utf8), sender, Array("-".utf8), Array("{}".utf8)]),
        ]
        let wanted = Dictionary(grouping: cases, by: \.reason).mapValues(\.count)
        for bad in cases { try client.send(bad.frames) }
        for (reason, count) in wanted {
            let counted = await waitUntil {
                installation.metric("settei_store_dropped_total{reason=\"\(reason)\"}", of: .evidenceStore)
                    == Double(count)
            }
            #expect(
                counted,
                "\(reason): \(count) expected, of \(installation.metrics(.evidenceStore).lines("dropped"))"
            )
        }
        try client.expectGood(number: 1)
    }

    @Test("a message of 1 MiB is taken; one byte more cuts the connection, which is counted, and harms nobody else")
    func large() async throws {
        let installation = try await store()
        defer { installation.stop() }
        let (client, other) = (try RawClient(installation), try RawClient(installation))
        func message(_ size: Int) -> [UInt8] {
            let filling = String(repeating: "x", count: size - BadMessage.good.utf8.count + 1 - 2)
            return Array(BadMessage.changed(("\"a\":1", "\"a\":\"\(filling)\"")).utf8)
        }
        let limit = 1_048_576
        #expect(message(limit).count == limit)
        try client.publish(message(limit), token: "largest")
        #expect(try client.receipt("largest", within: .seconds(10))?.status == "recorded")

        let name = "settei_store_disconnections_total{side=\"external\"}"
        let before = installation.metric(name, of: .evidenceStore)
        for size in [limit + 1, 2 * limit, 50 * limit] {
            try client.publish(message(size), token: "large-\(size)")
            try client.expectGood(number: 1)
            let receipt = try client.receipt("large-\(size)", within: .milliseconds(50))
            #expect(receipt == nil || receipt?.code == "too-large", "\(size): \(receipt?.status ?? "")")
            try other.expectGood(number: 2, within: .seconds(1))
        }
        #expect(await waitUntil { installation.metric(name, of: .evidenceStore) > before })
        #expect(installation.program(.evidenceStore)?.residentBytes ?? 0 < 400 << 20)
    }

    @Test("20,000 bad messages do not make the store grow")
    func memory() async throws {
        let installation = try await store()
        defer { installation.stop() }
        let client = try RawClient(installation)
        let program = try #require(installation.program(.evidenceStore))
        try flood(client, 4_000)
        let before = program.residentBytes
        let start = ContinuousClock.now
        try flood(client, 20_000)
        let took = ContinuousClock.now - start
        let grown = program.residentBytes - before
        #expect(grown < 20 << 20, "grew by \(grown >> 10) KiB from \(before >> 10) KiB")
        print("20,000 bad messages in \(took): \(before >> 10) KiB resident before, grown by \(grown >> 10) KiB")
        try client.expectGood(number: 1)
    }

    /// Sends `count` bad messages of all sorts, some of which nobody can be answered for, at most 200 unanswered.
    private func flood(_ client: RawClient, _ count: Int) throws {
        let sender = Array(client.sender.utf8)
        for start in stride(from: 0, to: count, by: 200) {
            let wanted = client.receiptCount + 180
            for number in start..<start + 200 {
                let bad = BadMessage.all[number % BadMessage.all.count]
                if number % 10 == 9 {
                    try client.send([sender, bad.bytes])
                } else {
                    try client.publish(bad.bytes, token: "\(number)", kind: bad.kind)
                }
            }
            let answered = try client.wait(forReceipts: wanted, within: .seconds(10))
            #expect(answered, "\(client.receiptCount) of \(wanted) receipts")
            client.forgetReceipts()
            if !answered { return }
        }
    }

    private func refusal(_ token: String, of sender: String, through client: BusClient) async throws -> JSONNode? {
        var request = QueryRequest(id: "refusals-\(token)", op: .refusals)
        request.token = token
        request.sender = sender
        return try await client.query(request).body?["refusals"]?.elements.first { _ in true }
    }
}

extension Installation {
    /// The value of one line of a service's metrics; 0 where it is absent.
    func metric(_ name: String, of service: Service) -> Double {
        let line = metrics(service).split(separator: "\n").first { $0.hasPrefix("\(name) ") }
        return line.flatMap { Double($0.dropFirst(name.count + 1)) } ?? 0
    }
}

extension String {
    /// The lines that contain `text`.
    fileprivate func lines(_ text: String) -> String {
        split(separator: "\n").filter { $0.contains(text) }.joined(separator: "\n")
    }
}
