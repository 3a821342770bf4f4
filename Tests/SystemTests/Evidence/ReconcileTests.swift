import Bus
import Foundation
import Installation
import JSON
import Messages
import TestSupport
import Testing

@Suite("A customer's log of privileged use", .serialized, .timeLimit(.minutes(5)))
struct ReconcileTests {
    @Test("is compared with what was recorded: matched, and missing on either side")
    func reconcile() async throws {
        let fixture = try await ErasureFixture()
        do {
            try await reconcile(fixture)
            await fixture.stop()
        } catch {
            await fixture.stop(keep: true)
            throw error
        }
    }

    private func reconcile(_ fixture: ErasureFixture) async throws {
        let client = try fixture.installation.client("acme-ci")
        let messages = try (1...3).map { number in
            var message = try PlantedMarkers.acme.change(number, bucket: number)
            message.actor?.privileged = number < 3
            return try PlantedMarkers.acme.message(message, number: number)
        }
        #expect(try await client.publish(messages.map(OutgoingMessage.init)).count == 3)
        await client.stop()
        let actor = try #require(try PlantedMarkers.acme.change(1, bucket: 1).actor?.id)
        let times = try (1...9).map { try PlantedMarkers.acme.change($0, bucket: 1).observedAt.text }
        // The first is ours too, the second of ours is not in their log, and theirs has one that we do not know.
        let log = "time,actor,resource\n\(times[0]),\(actor),\n\(times[8]),somebody-else,\n"
        try fixture.installation.write(log, to: "privileged-use.csv")
        let result = try fixture.evidence(
            "acme-audit",
            "reconcile",
            "--tenant",
            "acme",
            "--json",
            "--tolerance",
            "0",
            fixture.installation.path("privileged-use.csv")
        )
        #expect(result.status == 1, "\(result.error)")
        let lines = try result.output.split(separator: "\n").map { try JSONDocument(String($0)).root }
        let states = lines.compactMap { $0["state"]?.string }
        try #require(states == ["only-theirs", "only-ours", "matched"], "\(result)")
        #expect(lines[0]["theirs"]?["actor"]?.string == "somebody-else")
        #expect(lines[1]["ours"]?["place"]?.string == messages[1].header.id.text)
        #expect(lines[2]["ours"]?["place"]?.string == messages[0].header.id.text)
        // All of it in both: nothing is missing.
        try fixture.installation.write("time,actor\n" + times[0..<2].map { "\($0),\(actor)\n" }.joined(), to: "all.csv")
        let all = try fixture.evidence(
            "acme-audit",
            "reconcile",
            "--tenant",
            "acme",
            fixture.installation.path("all.csv")
        )
        #expect(all.status == 0, "\(all.output)\(all.error)")
        #expect(all.output.contains("2 matched, 0 only in their log, 0 only in our records"))
    }
}
