import Installation
import TestSupport

/// What happens to disks.
extension ChaosRun {
    /// Ends everything that runs on the disk, which forgets what was not synchronised, and starts it all again.
    func cutPower(of disk: ForgetfulDisk) async throws {
        await waitForReceipts(100)
        for (service, replica) in everybody { installation.program(service, replica: replica)?.killNow() }
        try await aside { try disk.cutPower() }
        try startAgain()
        count("power failure")
        try await heal("a power failure")
    }

    /// Makes the disk ill for a while; the store must not give a receipt for what it cannot keep.
    func suffer(_ ailment: ForgetfulDisk.Ailment, of disk: ForgetfulDisk, for time: Duration) async throws {
        await waitForReceipts(100)
        let before = StoreSigns(installation)
        try disk.suffer(ailment)
        let installation = installation
        let end = ContinuousClock.now + time
        let isNoticed = await waitUntil(limit: max(time, .seconds(10))) {
            let signs = StoreSigns(installation)
            return !signs.isWritable && signs.putOff > before.putOff && signs.failedCommits > before.failedCommits
        }
        if !isNoticed { fault("the store does not say that its disk is \(ailment)") }
        try await Task.sleep(until: end)
        try disk.suffer(.none)
        // What gave up meanwhile is started again, as Docker and systemd do.
        try startAgain()
        count("disk: \(ailment) for \(time)")
        try await heal("a disk that was \(ailment)")
    }

    /// Has each synchronisation take its time: publishers are slowed down, nothing is lost.
    func slow(_ disk: ForgetfulDisk, milliseconds: UInt32, for time: Duration) async throws {
        let before = StoreSigns(installation)
        try disk.slow(milliseconds: milliseconds)
        try await Task.sleep(for: time)
        let after = StoreSigns(installation)
        try disk.slow(milliseconds: 0)
        let mean = (after.waited - before.waited) / max(1, after.receipts - before.receipts)
        // Some were on their way to the disk before it was slow.
        if mean * 2_000 < Double(milliseconds) { fault("on a slow disk a receipt comes after \(mean) s") }
        count("slow disk for \(time)")
        try await heal("a slow disk")
    }
}

/// What the store's metrics say of its disk.
private struct StoreSigns: Sendable {
    let isWritable: Bool
    let failedCommits: Double
    /// Messages with the receipt `later`, because of the disk.
    let putOff: Double
    /// Seconds that messages waited for their receipts together, and how many did.
    let waited: Double
    let receipts: Double

    init(_ installation: Installation) {
        func metric(_ name: String) -> Double { installation.metric("settei_store_\(name)", of: .evidenceStore) }
        isWritable = metric("journal_writable") == 1
        failedCommits = metric("failed_commits_total")
        putOff = metric(#"later_total{code="disk-full"}"#)
        waited = metric("ingest_to_commit_seconds_sum")
        receipts = metric("ingest_to_commit_seconds_count")
    }
}
