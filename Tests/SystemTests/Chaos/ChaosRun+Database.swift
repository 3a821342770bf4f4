import Bus
import Foundation
import Installation
import Messages
import Synchronization
import TestSupport

/// What happens between stores and their database.
extension ChaosRun {
    /// How old a lease may be before another store takes the journal.
    private static let lease = Duration.seconds(4)

    /// Holds up what store 0 and the database say to each other, with every connection kept; the other store stands by.
    ///
    /// Everybody goes to the other one, and store 0 gives no receipt for what it is asked after its lease; when its connections pass
    /// again it sees that the journal is another's, ends, and stands by when it is started again.
    func cutOff(by relay: TCPRelay) async throws {
        try await expect("the other store stands by") { await $0.standsBy(1) }
        guard await installation.isReady(.evidenceStore, replica: 0), let program = installation.program(.evidenceStore)
        else { return fault("store 0 is not the active one") }
        await waitForReceipts(200)
        let stalled = ContinuousClock.now
        relay.manner = .stall
        try await expect("the other store takes over") { await $0.isReady(.evidenceStore, replica: 1) }
        say("the other store serves after \(ContinuousClock.now - stalled)")
        // Healed means: assessed, alerted and told, by services that followed.
        try await heal("a store cut off from its database")
        await waitForReceipts(200)
        if !program.isRunning {
            fault("the store that was cut off ended before it could know: \(program.text.suffix(1_000))")
        }
        try await expectSilence(of: 0, since: stalled)

        relay.manner = .pass
        let passed = ContinuousClock.now
        try await expect("the store that was cut off ends") { _ in !program.isRunning }
        say("it ended \(ContinuousClock.now - passed) after its connections passed again")
        if program.terminationStatus == 0 || !program.text.contains("the journal is another evidence-store's now") {
            fault("it does not say why it ended: \(program.terminationStatus) \(program.text.suffix(1_000))")
        }
        try startAgain()
        try await expect("started again it stands by") { await $0.standsBy(0) }
        await waitForReceipts(100)
        try await heal("the way back to the database")
        count("cut between the active store and its database")
    }

    /// Asks a store that is cut off for a receipt, for longer than it takes others to give one.
    private func expectSilence(of store: Int, since stalled: ContinuousClock.Instant) async throws {
        await waitUntil(limit: Self.lease * 2) { ContinuousClock.now - stalled > Self.lease }
        let asking = try installation.client("probe-ci", store: store)
        let receipt = Outcomes()
        let message = try Samples.message(number: 9_000_001, tenant: Prober.tenant)
        _ = try asking.submit([OutgoingMessage(message)]) { _, outcome in receipt.add("\(outcome)") }
        await waitUntil(limit: .seconds(3)) { !receipt.all.isEmpty }
        if !receipt.all.isEmpty { fault("the store that was cut off says \(receipt.all)") }
        await asking.stop(within: .milliseconds(1))
    }

    private func expect(_ what: String, _ condition: @escaping @Sendable (Installation) async -> Bool) async throws {
        let installation = installation
        guard await waitUntil(limit: .seconds(60), { await condition(installation) }) else {
            let logs = (0..<2).map { installation.program(.evidenceStore, replica: $0)?.text.suffix(2_000) ?? "" }
            throw InstallationError(description: "\(what): not within a minute\n\(logs.joined(separator: "\n---\n"))")
        }
    }
}

/// What a client was told.
private final class Outcomes: Sendable {
    private let told = Mutex<[String]>([])

    var all: [String] { told.withLock { $0 } }

    func add(_ outcome: String) { told.withLock { $0.append(outcome) } }
}
