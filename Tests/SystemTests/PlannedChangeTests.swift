import Bus
import Foundation
import Installation
import JSON
import Messages
import Synchronization
import TestSupport
import Testing

@Suite("Planned changes, asked of the built services", .serialized, .timeLimit(.minutes(2)))
struct PlannedChangeTests {
    private static let rule = "aws.s3.block-public-access"
    private static let kills = 6

    @Test("a console is warned before it saves; nothing is recorded, and it goes on while checkers are killed")
    func check() async throws {
        let installation = try Installation(settings: [.notifier: ["log-level": "warning"]])
        var failed = true
        defer { installation.stop(keep: failed) }
        try await installation.startAll()
        try installation.start(.configChecker, replica: 1)
        try await installation.waitUntilReady(.configChecker, replica: 1)
        let console = try installation.client("acme-ci")
        let auditor = try installation.client("operator")
        let before = try await heads(auditor)

        #expect(try await ask(console, about: 2) == [Self.rule], "a bucket that would be open")
        #expect(try await ask(console, about: 3) == [], "and one that would not")
        try await killWhileAsking(console, installation)
        try await askWithoutCheckers(console, installation)
        #expect(try await heads(auditor) == before, "nothing of all this is in the journal")
        await auditor.stop()
        await console.stop()
        failed = false
    }

    @Test("settei check --remote tells what the policy in force finds")
    func remote() async throws {
        let installation = try Installation()
        var failed = true
        defer { installation.stop(keep: failed) }
        try await installation.startAll()
        try installation.write(
            try [2, 3, 4].map { try Samples.change(number: $0) }.joined(separator: "\n"),
            to: "plan.ndjson"
        )
        let words = [
            "check", "--remote", "--tenant", "acme", "--format", "csv", "--severity", "critical",
            installation.path("plan.ndjson"),
        ]
        let result = try Program.run("settei", words, environment: installation.environment("acme-ci"))
        #expect(result.status == 1, "\(result.error)")
        let lines = result.output.components(separatedBy: "\r\n").filter { $0.contains(Self.rule) }
        #expect(lines.count == 2, "\(result.output)")
        let told = lines.allSatisfy { line in
            line.hasPrefix("fail,critical,\(Self.rule)") && line.contains("S3 bucket does not block public access")
        }
        #expect(told, "with the words of the policy in force: \(lines)")
        let foreign = try Program.run(
            "settei",
            words.map { $0 == "acme" ? "globex" : $0 },
            environment: installation.environment("acme-ci")
        )
        #expect(foreign.status != 0 && foreign.error.contains("may not read tenant globex"), "\(foreign.error)")
        failed = false
    }

    /// Whether ``rule`` would fail on bucket `number`.
    private func ask(_ client: BusClient, about number: Int, within limit: Duration = .seconds(5)) async throws
        -> [String]
    {
        var request = QueryRequest(id: "", op: .check)
        request.tenant = "acme"
        request.changes = [PlannedChange(change: RawJSON(trusted: Array(try Samples.change(number: number).utf8)))]
        let body = try #require(try await client.query(request, within: limit).body)
        let answer = try JSONNodeDecoder().decode(CheckBody.self, from: body)
        return answer.results.flatMap(\.outcomes).map(\.outcome).filter { $0.outcome == .fail }.map(\.rule)
            .filter { $0 == Self.rule }
    }

    private func heads(_ client: BusClient) async throws -> String {
        let status = try await client.query(QueryRequest(id: "", op: .status))
        return String(decoding: try #require(status.body?.member("heads")).source, as: UTF8.self)
    }

    /// Of two checkers one is killed again and again; every question has its answer in the end.
    private func killWhileAsking(_ console: BusClient, _ installation: Installation) async throws {
        let asking = Asking()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    while !asking.isOver.load(ordering: .relaxed) {
                        let rules = try await askAgain(console)
                        #expect(rules == [Self.rule])
                        asking.answered.add(1, ordering: .relaxed)
                    }
                }
            }
            for kill in 0..<Self.kills {
                let before = asking.answered.load(ordering: .relaxed)
                installation.program(.configChecker, replica: kill % 2)?.killNow()
                try installation.start(.configChecker, replica: kill % 2)
                try await installation.waitUntilReady(.configChecker, replica: kill % 2)
                _ = await waitUntil(limit: .seconds(10)) { asking.answered.load(ordering: .relaxed) > before }
            }
            asking.isOver.store(true, ordering: .relaxed)
            try await group.waitForAll()
        }
        #expect(asking.answered.load(ordering: .relaxed) >= 100)
    }

    private final class Asking: Sendable {
        let isOver = Atomic<Bool>(false)
        let answered = Atomic<Int>(0)
    }

    /// Asks until there is an answer.
    ///
    /// A question fails when two checkers ended with it, so with ``kills`` of them it fails at most
    /// `kills / 2` times, however slow the machine.
    private func askAgain(_ console: BusClient) async throws -> [String] {
        for _ in 0..<Self.kills / 2 {
            do {
                return try await ask(console, about: 2, within: .seconds(20))
            } catch BusError.query(.internal, _) {}
        }
        return try await ask(console, about: 2, within: .seconds(20))
    }

    /// With nobody to answer it is said so within seconds; as soon as one is there again it is answered.
    private func askWithoutCheckers(_ console: BusClient, _ installation: Installation) async throws {
        for replica in 0..<2 { installation.program(.configChecker, replica: replica)?.killNow() }
        do {
            _ = try await ask(console, about: 2)
            Issue.record("nobody could have answered")
        } catch BusError.query(let code, _) {
            // The store takes a second to notice; what a checker had with it when it was killed has failed.
            #expect([.unavailable, .internal].contains(code))
        }
        try installation.start(.configChecker)
        try await installation.waitUntilReady(.configChecker)
        #expect(try await ask(console, about: 2) == [Self.rule])
    }
}
