import Foundation
import Synchronization
import Testing

@testable import EvidenceStore

@Suite("The lock of a journal's directory") struct DirectoryLockTests {
    @Test("who does not get it closes its own descriptor and nobody else's")
    func refused() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let held = try DirectoryLock(directory)
        let isDone = Atomic(false)
        let lost = Atomic(0)
        // Opens files all the time: a descriptor that is closed twice is one of these the second time.
        let others = (0..<2).map { _ in
            Thread {
                while !isDone.load(ordering: .relaxed) {
                    let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
                    if close(file) != 0 { lost.add(1, ordering: .relaxed) }
                }
            }
        }
        for thread in others { thread.start() }
        for _ in 0..<5_000 {
            #expect(throws: JournalError.locked(directory: directory)) { try DirectoryLock(directory) }
        }
        isDone.store(true, ordering: .relaxed)
        withExtendedLifetime(held) {}
        #expect(lost.load(ordering: .relaxed) == 0)
    }
}
