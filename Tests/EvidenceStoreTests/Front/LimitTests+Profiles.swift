import JSON
import Messages
import Testing

@testable import EvidenceStore

/// Limits that a tenant's profile or a principal's entry says.
extension LimitTests {
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
