import Foundation
import Installation
import Messages
import TestSupport

/// What happens to processes.
extension ChaosRun {
    /// Kills a random replica of a random service, or the database where there is one, starts it again a moment later, and so on.
    func killAtRandom(times: Int, _ server: PostgresServer? = nil) async throws {
        var random = SystemRandomNumberGenerator()
        for count in 1...times {
            if let server, count % 5 == 0 {
                try await aside {
                    server.kill()
                    try server.start()
                }
            } else {
                let (service, replica) = everybody.randomElement(using: &random) ?? (.evidenceStore, 0)
                try installation.start(service, replica: replica).killNow()
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...150, using: &random)))
            }
            try startAgain()
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...250, using: &random)))
            if count % 100 == 0 { try await heal("\(count) kills") }
        }
        count("SIGKILLs", times)
        try await heal("kills")
    }

    /// Publishes a file with `settei publish`, which is killed again and again, and at last ends by itself.
    func killIntegrator(times: Int, changes: Int) async throws {
        let lines = try (0..<changes).map { try Samples.change(number: 2_000_000 + $0, resource: 10_000 + $0) }
        try installation.write(lines.joined(separator: "\n"), to: "changes.ndjson")
        let words = ["publish", "--tenant", "acme", "--json", installation.path("changes.ndjson")]
        let environment = installation.environment("acme-ci")
        let log = installation.directory.appending(path: "logs/publish.log")
        for _ in 0..<times {
            let program = try Program("settei", words, environment: environment, log: log)
            try await Task.sleep(for: .milliseconds(Int.random(in: 50...600)))
            program.killNow()
        }
        let result = try await aside { try Program.run("settei", words, environment: environment) }
        if result.status != 0 { fault("settei publish ended with \(result.status): \(result.error)") }
        count("kills of settei publish", times)
        try await heal("an integrator that was killed")
        let journal = try await JournalReading(installation)
        let found = Set(try await journal.messages(.configChanged).map(\.header.subject))
        await journal.stop()
        let wanted = try (0..<changes).map {
            try Samples.message(number: 2_000_000 + $0, resource: 10_000 + $0).header.subject
        }
        let missing = wanted.filter { !found.contains($0) }.count
        if missing > 0 { fault("\(missing) of the integrator's \(changes) changes are missing") }
    }

    /// Stops all replicas of a service with SIGSTOP for a while.
    func stand(still service: Installation.Service, for time: Duration) async throws {
        let programs = (0..<replicas(of: service)).compactMap {
            installation.program(service, replica: $0)
        }
        await waitForReceipts(100)
        for program in programs { program.signal(SIGSTOP) }
        let stopped = ContinuousClock.now
        if service == .evidenceStore {
            try await expectNoReceipts()
        } else {
            // A disk or a receiver may be slow besides; but nobody waits for those who stand still.
            await waitForReceipts(Int(time.components.seconds) * load.perSecond / 2)
            await expectNobody(of: service)
        }
        try await Task.sleep(until: stopped + time)
        for program in programs { program.signal(SIGCONT) }
        count("stop of \(service.rawValue) for \(time)")
        try await heal("\(service.rawValue) stood still for \(time)")
    }

    /// The store stands still: once what it said before has arrived there is no more.
    private func expectNoReceipts() async throws {
        try await Task.sleep(for: .milliseconds(500))
        let before = load.receiptedCount
        try await Task.sleep(for: .milliseconds(500))
        if load.receiptedCount > before {
            fault("a store that stands still gave \(load.receiptedCount - before) receipts")
        }
    }

    /// The store misses all replicas of a service that takes work.
    private func expectNobody(of service: Installation.Service) async {
        guard Self.replicas[service] != nil else { return }
        let (installation, ready) = (installation, "settei_store_replicas_ready{service=\"\(service.rawValue)\"}")
        if await !waitUntil(limit: .seconds(10), { installation.metric(ready, of: .evidenceStore) == 0 }) {
            fault("the store does not miss any \(service.rawValue)")
        }
    }
}
