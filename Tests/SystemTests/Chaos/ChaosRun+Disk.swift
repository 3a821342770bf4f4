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
        try disk.suffer(ailment)
        try await Task.sleep(for: time)
        try disk.suffer(.none)
        // What gave up meanwhile is started again, as Docker and systemd do.
        try startAgain()
        count("disk: \(ailment) for \(time)")
        try await heal("a disk that was \(ailment)")
    }

    /// Has each synchronisation take its time: publishers are slowed down, nothing is lost.
    func slow(_ disk: ForgetfulDisk, milliseconds: UInt32, for time: Duration) async throws {
        try disk.slow(milliseconds: milliseconds)
        try await Task.sleep(for: time)
        try disk.slow(milliseconds: 0)
        count("slow disk for \(time)")
        try await heal("a slow disk")
    }
}
