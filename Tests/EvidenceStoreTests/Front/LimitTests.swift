import JSON
import Messages
import Testing
import Threading
import ZeroMQ

@testable import EvidenceStore

/// Limits and shares of a whole store over loopback TCP.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LimitTests {
    private func message(_ number: Int, tenant: String = "acme") -> [UInt8] {
        let id = MessageID(milliseconds: 1_763_600_000_000, version: 7, random: (UInt64(number), UInt64(number)))
        return Array(MessageSample.message([("id", "\"\(id.text)\""), ("tenant", "\"\(tenant)\"")]).utf8)
    }

    /// Tries until it comes true; trying is what takes the time.
    private func until(within seconds: Int, _ isTrue: () throws -> Bool) throws -> Bool {
        let end = MonotonicClock.system.now() + .seconds(seconds)
        while MonotonicClock.system.now() < end {
            if try isTrue() { return true }
        }
        return false
    }

    private struct Told {
        var status: String
        var code: String?
        var retryAfter: Int64?
    }

    /// Sends messages once and collects the receipt of each.
    private func publish(_ messages: [[UInt8]], _ client: RawClient) throws -> [String: Told] {
        var told: [String: Told] = [:]
        for (number, message) in messages.enumerated() {
            try client.send(message, topic: "config.changed/", token: "t\(number)")
        }
        _ = try client.hear(within: 10) { topic, _, message -> Bool? in
            guard let receipts = message.member("receipts") else { return nil }
            for receipt in receipts.elements {
                told[receipt.member("token")?.string ?? ""] = Told(
                    status: receipt.member("status")?.string ?? "",
                    code: receipt.member("code")?.string,
                    retryAfter: receipt.member("retryAfterMilliseconds")?.int
                )
            }
            return told.count == messages.count ? true : nil
        }
        return told
    }

    @Test(
        "above a rate every message gets a receipt with a time, and is recorded when it comes again",
        arguments: [true, false]
    )
    func rates(ofTenant: Bool) throws {
        let limits = FlowLimits(messagesPerSecond: 1, messageBurst: 3)
        let running = try RunningStore { settings in
            if ofTenant { settings.front.flows.tenant = limits } else { settings.front.flows.principal = limits }
        }
        defer { running.stop() }
        let client = try running.client("acme-ci")
        #expect(try client.publish(message(0), token: "first", within: 20)?.status == "recorded")
        let told = try publish((1...10).map { message($0) }, client)
        #expect(told.count == 10)
        let later = told.values.filter { $0.status == "later" }
        #expect(later.count >= 7)
        #expect(later.allSatisfy { $0.code == "rate-limited" && ($0.retryAfter ?? 0) > 0 })
        #expect(Set(later.compactMap(\.retryAfter)).count > 1, "not all are to come back at once")
        let metric = #"settei_store_limited_total{limit="messages",principal="acme-ci"}"#
        #expect(running.metric(metric) >= Double(later.count))
        // Another principal and tenant has its own.
        let other = try running.client("globex-ci", sender: String(repeating: "c", count: 32))
        #expect(try other.publish(message(20, tenant: "globex"), token: "o")?.status == "recorded")
        let isKept = try until(within: 30) {
            ["recorded", "repeat"].contains(try client.publish(message(10), token: "again")?.status)
        }
        #expect(isKept)
    }

    @Test("a message that is too large for its principal is refused for good, with how large it may be")
    func size() throws {
        let running = try RunningStore { $0.front.flows.principal.messageBytes = 1_024 }
        defer { running.stop() }
        let client = try running.client("acme-ci")
        let large = String(decoding: message(1), as: UTF8.self)
            .replacing("\"a\":1", with: "\"a\":\"\(String(repeating: "s", count: 1_000))\"")
        let receipt = try client.publish(Array(large.utf8), token: "1")
        #expect(receipt?.status == "refused")
        #expect(receipt?.code == "too-large")
    }

    @Test("questions without an answer are bounded; the one too many is told when to ask again")
    func queries() throws {
        let running = try RunningStore { $0.front.flows.principal.queries = 2 }
        defer { running.stop() }
        let auditor = try running.client("acme-audit")
        for number in 1...2 {
            let poll = #"{"id":"p\#(number)","op":"replay","kind":"config.changed","after":0,"waitMilliseconds":3000}"#
            try auditor.query.send(poll)
        }
        var codes: [String] = []
        _ = try until(within: 10) {
            let answer = try auditor.ask(#"{"id":"q","op":"findings"}"#)?.first.map { try JSONDocument($0).root }
            if let code = answer?.member("code")?.string {
                codes.append(code)
                #expect(answer?.member("retryAfterMilliseconds")?.int ?? 0 > 0)
            }
            return codes.contains("rate-limited")
        }
        #expect(codes.contains("rate-limited"))
        // When the polls are over there is room again.
        let isAnswered = try until(within: 30) {
            let answer = try auditor.ask(#"{"id":"r","op":"findings"}"#)?.first.map { try JSONDocument($0).root }
            return answer?.member("id")?.string == "r" && answer?.member("status")?.string == "ok"
        }
        #expect(isAnswered)
    }

    /// Publishes the profile of acme with these limits.
    private func tell(_ limits: String, number: UInt64, _ running: RunningStore) throws {
        let registry = try running.client("registry", sender: String(repeating: "d", count: 32))
        let profile = #"{"id":"acme","name":{"en":"Acme"},"language":"en","timeZone":"UTC","people":[],"routes":[]"#
        let data = #"{"profile":\#(profile)\#(limits)},"digest":"sha256:x"}"#
        let header = MessageHeader(
            id: MessageID(milliseconds: 1_763_600_000_000, version: 7, random: (99, number)),
            kind: .tenantUpdated,
            source: "//settei/policy-registry",
            tenant: "acme",
            subject: "acme",
            time: Timestamp(milliseconds: 1_763_600_000_000)
        )
        let told = try JSONDocument(Array(data.utf8)).root
        let update = try Message(header, data: JSONNodeDecoder().decode(TenantUpdated.self, from: told))
        let receipt = try registry.publish(update.bytes, topic: "tenant.updated/", token: "1", within: 20)
        #expect(receipt?.status == "recorded")
    }

    @Test("a tenant's profile sets its limits at once")
    func profile() throws {
        let running = try RunningStore()
        defer { running.stop() }
        try tell(#","limits":{"messagesPerSecond":1,"messageBurst":1}"#, number: 1, running)
        let client = try running.client("acme-ci")
        _ = try client.publish(message(0), token: "first", within: 20)
        let later = try publish((1...10).map { message($0) }, client).values.filter { $0.code == "rate-limited" }
        #expect(later.count >= 8)
    }

    @Test("limits of a profile and of principals.yaml hold after a restart, and as the last profile says")
    func restart() throws {
        let limits = FlowLimits(messagesPerSecond: 1, messageBurst: 1)
        let running = try RunningStore(limits: ["globex-ci": limits])
        defer { running.stop() }
        var number = 0
        /// How many of ten new messages are put off.
        func putOff(_ name: String, _ tenant: String) throws -> Int {
            let client = try running.client(name)
            number += 100
            _ = try client.publish(message(number, tenant: tenant), token: "first", within: 20)
            let messages = (1...10).map { message(number + $0, tenant: tenant) }
            return try publish(messages, client).values.count { $0.code == "rate-limited" }
        }
        try tell(#","limits":{"messagesPerSecond":1,"messageBurst":1}"#, number: 1, running)
        for _ in 0..<2 {
            // After a start the profiles are read beside all else.
            let isLimited = try until(within: 30) { try putOff("acme-ci", "acme") >= 8 }
            #expect(isLimited)
            #expect(try putOff("globex-ci", "globex") >= 8)
            try running.restart()
        }
        try tell("", number: 2, running)
        #expect(try putOff("acme-ci", "acme") == 0)
        try running.restart()
        #expect(try putOff("acme-ci", "acme") == 0)
        #expect(try putOff("globex-ci", "globex") >= 8)
    }
}
