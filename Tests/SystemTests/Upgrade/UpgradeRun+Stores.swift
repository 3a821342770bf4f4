import Foundation
import Installation
import TestSupport

/// A journal in a database, and two stores of which one stands by.
extension UpgradeRun {
    private static let others = Array(order.dropFirst())

    /// On, back, on again, and on to a release that cannot be taken back.
    func stores() async throws {
        try await expectJournal(after: .present)
        try await rollStores(to: .next)
        try await expectJournal(after: .next)
        try await roll(Self.others, to: .next)
        try await expectWhole(Self.readers, by: .next, .present)

        try await roll(Self.others.reversed(), to: .present)
        try await rollStores(to: .present)
        try await expectJournal(after: .next)
        try await expectWhole(Self.readers, by: .present, .next)
        try await expectMembers()

        try await rollStores(to: .next)
        try await passOver()
        try await roll(Self.others, to: .after)
        run.programs = Release.after.folder
        try await expectJournal(after: .after)
        try await expectWhole(Self.readers, by: .after)
    }

    /// The standby first; then the active one is ended, and the other takes over.
    private func rollStores(to release: Release) async throws {
        let active = try await active()
        try await replaceStandby(1 - active, by: release)
        // Started again at once it might have the journal before the other looks.
        try await end(active)
        try await expect("the \(release) release takes over") { [installation] in
            await installation.isReady(.evidenceStore, replica: 1 - active)
        }
        try await replace(.evidenceStore, active, by: release)
        try await run.heal("a store of the \(release) release took over")
        try await expect("the one before stands by") { [installation] in await installation.standsBy(active) }
        try await expectWhole(by: release)
        run.count("stores passed over to the \(release) release")
    }

    /// The standby of a release that cannot be taken back takes over; the store before it cannot stand by any more, says so, and
    /// is in nobody's way however often it is started.
    private func passOver() async throws {
        let active = try await active()
        try await replaceStandby(1 - active, by: .after)
        try await end(active)
        try await expect("the later release takes over") { [installation] in
            await installation.isReady(.evidenceStore, replica: 1 - active)
        }
        try await expectRefusal(try installation.start(.evidenceStore, replica: active), of: .next)

        let restarting = Task { [installation] in
            while !Task.isCancelled {
                try installation.start(.evidenceStore, replica: active)
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        for _ in 0..<3 {
            let program = installation.program(.evidenceStore, replica: 1 - active)
            try await aside { program?.killNow() }
            try installation.start(.evidenceStore, replica: 1 - active)
            try await run.heal("the later release was killed beside one that is started again and again")
        }
        restarting.cancel()
        try await restarting.value
        run.count("kills beside a store that may not go on", 3)
        try await replace(.evidenceStore, active, by: .after)
        try await expect("upgraded it stands by") { [installation] in await installation.standsBy(active) }
    }

    private func replaceStandby(_ store: Int, by release: Release) async throws {
        try await replace(.evidenceStore, store, by: release)
        try await expect("the \(release) release stands by") { [installation] in await installation.standsBy(store) }
    }

    private func end(_ store: Int) async throws {
        let program = installation.program(.evidenceStore, replica: store)
        let ended = try await aside { program?.stop(within: .seconds(30)) ?? true }
        if !ended { run.fault("store \(store) did not end by itself") }
    }

    private func active() async throws -> Int {
        for _ in 0..<300 {
            for store in 0..<2 where await installation.isReady(.evidenceStore, replica: store) { return store }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw InstallationError(description: "no store is active")
    }

    private func expect(_ what: String, _ condition: @Sendable () async -> Bool) async throws {
        guard await waitUntil(limit: .seconds(60), condition) else {
            let logs = (0..<2).map { installation.program(.evidenceStore, replica: $0)?.text.suffix(2_000) ?? "" }
            throw InstallationError(description: "\(what): not within a minute\n\(logs.joined(separator: "\n---\n"))")
        }
    }
}
