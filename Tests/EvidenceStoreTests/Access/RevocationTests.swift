import Access
import Diagnostics
import Foundation
import JSON
import Messages
import Synchronization
import Testing
import Threading
import ZeroMQ

@testable import EvidenceStore

/// Rights that end while connections stand, at a whole store over loopback TCP with CURVE.
@Suite("Revocation", .serialized, .timeLimit(.minutes(2)))
struct RevocationTests {
    private func message(_ number: Int, tenant: String = "acme") -> [UInt8] {
        let id = MessageID(milliseconds: 1_763_600_000_000, version: 7, random: (UInt64(number), UInt64(number)))
        return Array(MessageSample.message([("id", "\"\(id.text)\""), ("tenant", "\"\(tenant)\"")]).utf8)
    }

    private func without(_ name: String, _ running: RunningStore) -> PrincipalList {
        var list = PrincipalList()
        for entry in running.list.byKey.values where entry.principal.name != name {
            list.add(entry.principal, key: entry.key, expires: entry.expires)
        }
        return list
    }

    /// Waits until the store has done what it was told.
    private func wait(_ running: RunningStore, forReopened domain: AccessDomain) -> Bool {
        wait { running.metric(#"settei_store_feeds_reopened_total{side="\#(domain.rawValue)"}"#) > 0 }
    }

    private func wait(_ condition: () -> Bool) -> Bool {
        let end = MonotonicClock.system.now() + .seconds(10)
        while MonotonicClock.system.now() < end {
            if condition() { return true }
            usleep(5_000)
        }
        return false
    }

    @Test("a subscriber that is taken from the list hears nothing any more, and everybody else goes on")
    func feed() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let revoked = try running.client("acme-ci", sender: String(repeating: "a", count: 32))
        let other = try running.client("globex-ci", sender: String(repeating: "b", count: 32))
        #expect(try revoked.hear { topic, _, _ in topic == "store/" ? true : nil } == true)
        #expect(try other.publish(message(1, tenant: "globex"), token: "1")?.status == "recorded")
        running.store.access.replace(without("acme-ci", running))
        #expect(wait(running, forReopened: .external))
        // What it had received by then it has; heartbeats come four times a second.
        while try revoked.hear(within: 0.05, { topic, _, _ in topic }) != nil {}
        #expect(try revoked.hear(within: 1.2) { topic, _, _ in topic } == nil, "heard after revocation")
        let next = try other.publish(message(2, tenant: "globex"), token: "2")?.status
        #expect(next == "recorded" || next == "repeat")
        #expect(try other.hear(within: 2) { topic, _, _ in topic == "store/" ? true : nil } == true)
        #expect(running.metric(#"settei_store_feeds_reopened_total{side="internal"}"#) == 0, "services are left alone")
        running.store.access.replace(running.list)
        let again = try running.client("acme-ci", sender: String(repeating: "d", count: 32))
        #expect(try again.publish(message(3), token: "3")?.status == "recorded", "put into the list again")
    }

    @Test("a question that waits when its asker is taken from the list is refused, not answered")
    func longPoll() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let client = try running.client("acme-ci")
        let auditor = try running.client("acme-audit", sender: String(repeating: "a", count: 32))
        #expect(try client.publish(message(1), token: "1")?.status == "recorded")
        let first = try auditor.ask(#"{"id":"q1","op":"replay","kind":"config.changed","after":0}"#)
        let cursor = try first?.first.map { try JSONDocument($0).root.member("cursor")?.string ?? "" } ?? ""
        let poll = #"{"id":"q2","op":"replay","kind":"config.changed","after":\#(cursor),"waitMilliseconds":20000}"#
        try auditor.query.send(poll)
        #expect(wait { running.store.state.front.withLock { $0.waitingReplays } == 1 })
        running.store.access.replace(without("acme-audit", running))
        #expect(wait(running, forReopened: .external))
        // The receipt may fall into the moment without a feed; then the repeat has one.
        #expect(["recorded", "repeat"].contains(try client.publish(message(2), token: "2")?.status))
        let answer = try auditor.hearAnswer(within: 5)
        #expect(answer?.count == 1)
        let header = try answer?.first.map { try JSONDocument($0).root }
        #expect(header?.member("id")?.string == "q2")
        #expect(header?.member("code")?.string == "op-not-allowed")
    }

    @Test("one of two keys is taken away: its connection is refused from the next message, the other goes on")
    func oneOfTwoKeys() throws {
        let running = try RunningStore()
        defer { running.stop() }
        let second = try CurveKeyPair.generate()
        let principal = try #require(running.list.byName["acme-ci"])
        var both = running.list
        both.add(principal, key: second.publicKey.z85)
        running.store.access.replace(both)
        let old = try running.client("acme-ci", sender: String(repeating: "a", count: 32))
        let new = try RawClient(
            running.store.endpoints.external,
            keys: second,
            store: running.storeKeys.publicKey,
            sender: String(repeating: "b", count: 32)
        )
        #expect(try old.publish(message(1), token: "1")?.status == "recorded")
        #expect(try new.publish(message(1), token: "1")?.status == "repeat", "one principal, whichever key")
        var one = without("acme-ci", running)
        one.add(principal, key: second.publicKey.z85)
        running.store.access.replace(one)
        #expect(wait(running, forReopened: .external))
        #expect(try old.publish(message(2), token: "2", within: 1) == nil)
        let next = try new.publish(message(3), token: "3")?.status
        #expect(next == "recorded" || next == "repeat")
        #expect(running.metric(#"settei_store_dropped_total{reason="principal"}"#) > 0)
        let told = running.store.access.ledger.take(before: nil).flatMap(\.attempts)
        let key = running.keys["acme-ci"]?.publicKey.z85
        #expect(told.contains { $0.key == key && $0.reason == "publishes with a key that is not valid any more" })
    }

    @Test("a key's time ends while it is connected: as if it had been taken away then")
    func expires() throws {
        let running = try RunningStore()
        defer { running.stop() }
        var list = without("acme-ci", running)
        let key = try #require(running.keys["acme-ci"]?.publicKey.z85)
        let end = Timestamp(milliseconds: WallClock.system.now().milliseconds + 2_000)
        list.add(try #require(running.list.byName["acme-ci"]), key: key, expires: end)
        running.store.access.replace(list)
        let client = try running.client("acme-ci")
        #expect(try client.publish(message(1), token: "1")?.status == "recorded")
        #expect(wait(running, forReopened: .external))
        #expect(WallClock.system.now().milliseconds >= end.microseconds / 1_000)
        #expect(try client.publish(message(2), token: "2", within: 1) == nil)
        let answer = try client.ask(#"{"id":"q","op":"hello"}"#)?.first.map { try JSONDocument($0).root }
        #expect(answer?.member("code")?.string == "op-not-allowed")
        #expect(
            wait {
                running.store.access.ledger.take(before: nil).flatMap(\.attempts).contains {
                    $0.reason == "expired key"
                }
            }
        )
    }

    @Test("a file that changed is read without a signal, once it stands still; a broken one changes nothing")
    func file() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "principals-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "principals.yaml")
        try Data("principals: []\n".utf8).write(to: path)
        let file = PrincipalsFile(path: path.path)
        #expect(!file.isChanged(), "first seen now")
        #expect(file.isChanged(), "and never read")
        #expect(file.load(into: .init())?.byName.isEmpty == true)
        #expect(!file.isChanged())
        try Data("principals: [ ]\n".utf8).write(to: path)
        #expect(!file.isChanged(), "it may still be written to")
        #expect(file.isChanged())
        try Data("principals: [ {]\n".utf8).write(to: path)
        #expect(!file.isChanged())
        #expect(file.isChanged())
        #expect(file.load(into: .init()) == nil)
        #expect(!file.isChanged(), "a broken file is told once")
        try FileManager.default.removeItem(at: path)
        #expect(!file.isChanged())
        #expect(!file.isChanged(), "a file that is away is no reason to read")
    }
}
