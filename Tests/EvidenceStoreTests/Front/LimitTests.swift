import JSON
import Messages
import Testing
import Threading
import ZeroMQ

@testable import EvidenceStore

/// Limits and shares of a whole store over loopback TCP.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LimitTests {
    func message(_ number: Int, tenant: String = "acme", filler: Int = 0) -> [UInt8] {
        let id = MessageID(milliseconds: 1_763_600_000_000, version: 7, random: (UInt64(number), UInt64(number)))
        let text = MessageSample.message([("id", "\"\(id.text)\""), ("tenant", "\"\(tenant)\"")])
        let filled = "\"a\":\"\(String(repeating: "s", count: filler))\""
        return Array((filler == 0 ? text : text.replacing("\"a\":1", with: filled)).utf8)
    }

    /// Tries until it comes true; trying is what takes the time.
    func until(within seconds: Int, _ isTrue: () throws -> Bool) throws -> Bool {
        let end = MonotonicClock.system.now() + .seconds(seconds)
        while MonotonicClock.system.now() < end {
            if try isTrue() { return true }
        }
        return false
    }

    struct Told {
        var status: String
        var code: String?
        var retryAfter: Int64?
    }

    /// Sends messages once and collects the receipt of each.
    func publish(_ messages: [[UInt8]], _ client: RawClient) throws -> [String: Told] {
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

    /// A rate that a principal or a tenant reaches with ten messages.
    struct Rate: Sendable {
        let limit: Allowance.Limit
        let ofTenant: Bool

        var limits: FlowLimits {
            limit == .messages
                ? FlowLimits(messagesPerSecond: 1, messageBurst: 3)
                : FlowLimits(bytesPerSecond: 512 << 10, byteBurst: 1 << 20)
        }
        /// Three of them are more than a burst.
        var filler: Int { limit == .messages ? 0 : 400 << 10 }
        /// How `input.refused` calls it.
        var code: String { "rate-limited:\(ofTenant ? "tenant-" : "")\(limit.rawValue)" }
    }

    static let everyRate = [Allowance.Limit.messages, .bytes].flatMap { limit in
        [false, true].map { Rate(limit: limit, ofTenant: $0) }
    }

    @Test(
        "above a rate every message gets a receipt with a time, and is recorded when it comes again",
        arguments: everyRate
    )
    func rates(rate: Rate) throws {
        let running = try RunningStore { settings in
            if rate.ofTenant {
                settings.front.flows.tenant = rate.limits
            } else {
                settings.front.flows.principal = rate.limits
            }
        }
        defer { running.stop() }
        let client = try running.client("acme-ci")
        let first = message(0, filler: rate.filler)
        #expect(try client.publish(first, token: "first", within: 20)?.status == "recorded")
        let told = try publish((1...10).map { message($0, filler: rate.filler) }, client)
        #expect(told.count == 10)
        let later = told.values.filter { $0.status == "later" }
        #expect(later.count >= 7)
        #expect(later.allSatisfy { $0.code == "rate-limited" && ($0.retryAfter ?? 0) > 0 })
        #expect(Set(later.compactMap(\.retryAfter)).count > 1, "not all are to come back at once")
        let metric = #"settei_store_limited_total{limit="\#(rate.limit.rawValue)",principal="acme-ci"}"#
        #expect(running.metric(metric) >= Double(later.count))
        // Another principal and tenant has its own.
        let other = try running.client("globex-ci", sender: String(repeating: "c", count: 32))
        let others = message(20, tenant: "globex", filler: rate.filler)
        #expect(try other.publish(others, token: "o")?.status == "recorded")
        let isKept = try until(within: 30) {
            let again = try client.publish(message(10, filler: rate.filler), token: "again")
            return ["recorded", "repeat"].contains(again?.status)
        }
        #expect(isKept)
        // What was counted is told when the store stops.
        try running.restart()
        let request = #"{"id":"q","op":"replay","kind":"input.refused","after":0}"#
        let found = try running.client("ops").ask(request) ?? []
        #expect(found.contains { String(decoding: $0, as: UTF8.self).contains("\"code\":\"\(rate.code)\"") })
    }

    @Test(
        "a message that is too large for its principal or tenant is refused for good; its sender can ask how large it may be",
        arguments: [false, true]
    )
    func size(ofTenant: Bool) throws {
        let running = try RunningStore { settings in
            if ofTenant {
                settings.front.flows.tenant.messageBytes = 1_024
            } else {
                settings.front.flows.principal.messageBytes = 1_024
            }
        }
        defer { running.stop() }
        let client = try running.client("acme-ci")
        let large = message(1, filler: 1_000)
        let receipt = try client.publish(large, token: "1")
        #expect(receipt?.status == "refused")
        #expect(receipt?.code == "too-large")
        let body = try client.ask(#"{"id":"q","op":"refusals","token":"1"}"#)?.first.map { try JSONDocument($0).root }
        let told = body?.member("body")?.member("refusals")?[0]
        #expect(told?.member("why")?.string == "may have at most 1024 bytes here")
        #expect(told?.member("size")?.int == Int64(large.count))
        #expect(running.metric(#"settei_store_limited_total{limit="size",principal="acme-ci"}"#) >= 1)
        #expect(try client.publish(message(1), token: "2")?.status == "recorded", "smaller, it is taken")
    }

    @Test(
        "questions without an answer are bounded; the one too many is told when to ask again",
        arguments: [false, true]
    )
    func queries(ofTenant: Bool) throws {
        let running = try RunningStore { settings in
            if ofTenant { settings.front.flows.tenant.queries = 2 } else { settings.front.flows.principal.queries = 2 }
        }
        defer { running.stop() }
        let auditor = try running.client("acme-audit")
        for number in 1...2 {
            let poll = #"{"id":"p\#(number)","op":"replay","kind":"config.changed","after":0,"waitMilliseconds":5000}"#
            try auditor.query.send(poll)
        }
        // One question that comes between the two would take the second's place.
        #expect(try until(within: 10) { running.metric(#"settei_store_queue_length{queue="long-polls"}"#) == 2 })
        // A tenant's questions count together, whoever asks.
        let name = ofTenant ? "acme-ci" : "acme-audit"
        let asker = ofTenant ? try running.client(name, sender: String(repeating: "e", count: 32)) : auditor
        var codes: [String] = []
        _ = try until(within: 10) {
            let answer = try asker.ask(#"{"id":"q","op":"findings"}"#)?.first.map { try JSONDocument($0).root }
            if let code = answer?.member("code")?.string {
                codes.append(code)
                #expect(answer?.member("retryAfterMilliseconds")?.int ?? 0 > 0)
            }
            return codes.contains("rate-limited")
        }
        #expect(codes.contains("rate-limited"))
        #expect(running.metric(#"settei_store_limited_total{limit="queries",principal="\#(name)"}"#) >= 1)
        // When the polls are over there is room again.
        let isAnswered = try until(within: 30) {
            let answer = try asker.ask(#"{"id":"r","op":"findings"}"#)?.first.map { try JSONDocument($0).root }
            return answer?.member("id")?.string == "r" && answer?.member("status")?.string == "ok"
        }
        #expect(isAnswered)
    }
}
