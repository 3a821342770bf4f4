import Access
import JSON
import Messages
import Synchronization
import Testing
import Threading
import ZeroMQ

@testable import EvidenceStore

/// The whole store over loopback TCP with CURVE.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct StoreServiceTests {
    private func message(_ number: Int, tenant: String = "acme") -> [UInt8] {
        let id = MessageID(milliseconds: 1_763_600_000_000, version: 7, random: (UInt64(number), UInt64(number)))
        return Array(MessageSample.message([("id", "\"\(id.text)\""), ("tenant", "\"\(tenant)\"")]).utf8)
    }

    private func header(_ frames: [[UInt8]]?) throws -> JSONNode? {
        try frames?.first.map { try JSONDocument($0).root }
    }

    @Test("a message is recorded, a repeat is known, a conflict is refused and found through query")
    func ingest() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let client = try running.client("acme-ci")
        #expect(try client.publish(message(1), token: "1")?.status == "recorded")
        #expect(try client.publish(message(1), token: "2")?.status == "repeat")
        let other = String(decoding: message(1), as: UTF8.self).replacing("\"a\":1", with: "\"a\":2")
        let conflict = try client.publish(Array(other.utf8), token: "3")
        #expect(conflict?.status == "refused")
        #expect(conflict?.code == "id-conflict")
        let broken = try client.publish(Array("{\"a\":1,\"a\":2}".utf8), token: "4")
        #expect(broken?.code == "duplicate-key")
        let answer = try header(client.ask(#"{"id":"q1","op":"refusals","token":"4"}"#))
        let refusal = answer?.member("body")?.member("refusals")?[0]
        #expect(refusal?.member("code")?.string == "duplicate-key")
        #expect(refusal?.member("where")?.string?.hasPrefix("byte ") == true)
    }

    @Test("another's tenant can neither be written nor read")
    func tenants() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let client = try running.client("acme-ci")
        #expect(try client.publish(message(1, tenant: "globex"), token: "1")?.code == "tenant-not-allowed")
        let answer = try header(client.ask(#"{"id":"q1","op":"findings","tenant":"globex"}"#))
        #expect(answer?.member("code")?.string == "tenant-not-allowed")
        let replay = try header(client.ask(#"{"id":"q2","op":"replay","kind":"config.changed"}"#))
        #expect(replay?.member("code")?.string == "op-not-allowed")
    }

    @Test("replay gives what was recorded, and a long poll waits for it")
    func replay() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let client = try running.client("acme-ci")
        let auditor = try running.client("acme-audit", sender: String(repeating: "a", count: 32))
        #expect(try client.publish(message(1), token: "1")?.status == "recorded")
        let first = try auditor.ask(#"{"id":"q1","op":"replay","kind":"config.changed","after":0}"#)
        #expect(first?.count == 3)
        #expect(first?.last == message(1))
        let cursor = try header(first)?.member("cursor")?.string ?? ""
        let poll = #"{"id":"q2","op":"replay","kind":"config.changed","after":\#(cursor),"waitMilliseconds":20000}"#
        try auditor.query.send(poll)
        #expect(try client.publish(message(2), token: "2")?.status == "recorded")
        let second = try auditor.ask(poll)
        #expect(second?.last == message(2))
    }

    @Test("work is given to a replica that echoes, and its answer ends it")
    func work() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let client = try running.client("acme-ci")
        let notifier = try running.client("notifier", sender: String(repeating: "b", count: 32))
        #expect(try client.publish(message(1), token: "1")?.status == "recorded")
        let beat = { (epoch: String) in
            #"{"service":"notifier","takes":["plan","assess"],"credit":4,"epoch":"\#(epoch)","state":"ready","holding":[]}"#
        }
        var hello: (epoch: String?, takes: [String?])?
        for _ in 0..<20 where hello == nil {
            try notifier.send(Array(beat("").utf8), topic: "replica.heartbeat/", token: "-")
            hello = try notifier.hear(within: 0.25) { topic, _, message in
                guard topic.hasPrefix("work/"), let hello = message.member("hello") else { return nil }
                return (hello.member("epoch")?.string, hello.member("takes")?.elements.map(\.string) ?? [])
            }
        }
        #expect(hello?.epoch == running.store.epoch)
        #expect(hello?.takes == ["plan"], "a notifier's key may not assess")
    }

    @Test("an unknown key gets nothing from any socket, also after the ZAP handler has ended")
    func strangers() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let known = try running.client("acme-ci")
        #expect(try known.publish(message(1), token: "1")?.status == "recorded")
        func expectNothing(_ name: String, _ side: AccessDomain) throws {
            let client = try running.client(name, side: side, sender: String(repeating: "c", count: 32))
            #expect(try client.publish(message(2), token: "2", within: 1) == nil)
            #expect(try client.hear(within: 0.3) { topic, _, _ in topic } == nil)
            #expect(try client.ask(#"{"id":"q","op":"hello"}"#, within: 0.6) == nil)
        }
        try expectNothing("stranger", .external)
        try expectNothing("stranger", .internal)
        try expectNothing("acme-ci", .internal)
        try expectNothing("notifier", .external)
        running.store.stopZAP()
        try expectNothing("stranger", .external)
        try expectNothing("stranger", .internal)
        try expectNothing("acme-ci", .external)
        #expect(try known.publish(message(3), token: "3")?.status == "recorded")
    }

    @Test("a principal that is taken from the list is refused at once")
    func revoked() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let client = try running.client("acme-ci")
        #expect(try client.publish(message(1), token: "1")?.status == "recorded")
        running.store.access.replace(PrincipalList())
        #expect(try client.publish(message(2), token: "2", within: 1) == nil)
        let answer = try header(client.ask(#"{"id":"q","op":"hello"}"#))
        #expect(answer?.member("code")?.string == "op-not-allowed")
        #expect(running.metric(#"settei_store_dropped_total{reason="principal"}"#) > 0)
    }

    @Test("a store whose lease may be another's says nothing, and lives again when it has renewed it")
    func lease() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let client = try running.client("acme-ci")
        let beat = { (topic: String, _: JSONNode, _: JSONNode) in topic == "store/" ? true : nil }
        #expect(try client.hear(beat) == true)
        let long = MonotonicClock.system.now().nanoseconds - .milliseconds(4_001)
        running.store.state.leaseRenewed.store(long, ordering: .relaxed)
        while try client.hear(within: 0.3, beat) != nil {}
        #expect(try client.hear(within: 1, beat) == nil)
        running.store.state.leaseRenewed.store(MonotonicClock.system.now().nanoseconds, ordering: .relaxed)
        #expect(try client.hear(beat) == true)
    }

    @Test("a message of 2 MiB cuts its sender off, and others go on")
    func tooLarge() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let bad = try running.client("acme-ci")
        let good = try running.client("globex-ci", sender: String(repeating: "d", count: 32))
        #expect(try bad.publish(message(1), token: "1")?.status == "recorded")
        let large = [UInt8](repeating: UInt8(ascii: " "), count: 2 << 20)
        #expect(try bad.publish(large, token: "2", within: 1) == nil)
        #expect(try good.publish(message(2, tenant: "globex"), token: "1")?.status == "recorded")
        #expect(try bad.publish(message(3), token: "3")?.status == "recorded")
    }

    @Test("garbage is dropped and counted, and the next message is taken")
    func garbage() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let client = try running.client("acme-ci")
        #expect(try client.publish(message(1), token: "1")?.status == "recorded")
        try client.ingest.send(parts: [[], [], [], []])
        try client.ingest.send(parts: [Array("config.changed/".utf8)])
        try client.ingest.send(parts: Array(repeating: [0xff], count: 5))
        try client.ingest.send(parts: Array(repeating: [], count: 1_000_000))
        try client.query.send("not json")
        try client.query.send(parts: [[1], [2], [3]])
        let empty = try client.publish([], token: "2", within: 20)
        #expect(empty?.code == "empty")
        #expect(running.metric(#"settei_store_dropped_total{reason="frames"}"#) == 3)
        #expect(running.metric(#"settei_store_dropped_total{reason="sender"}"#) == 1)
    }

    @Test("stopping commits and receipts what was taken in")
    func stops() throws {
        let running = try RunningStore()
        let client = try running.client("acme-ci")
        #expect(try client.publish(message(1), token: "0")?.status == "recorded")
        for number in 2...200 { try client.send(message(number), topic: "config.changed/", token: "\(number)") }
        running.stop()
        let recorded = running.metric(#"settei_store_recorded_total{kind="config.changed"}"#)
        var heard = 0
        _ = try client.hear(within: 1) { topic, _, message -> Bool? in
            if topic.hasPrefix("receipt/") { heard += message.member("receipts")?.count ?? 0 }
            return nil
        }
        #expect(Double(heard) == recorded - 1)
    }
}
