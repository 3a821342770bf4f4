import Foundation
import TestSupport
import Testing

@testable import Notifier
@testable import ServiceKit

@Suite("The watch over the directory", .timeLimit(.minutes(1)))
struct DirectoryWatchTests {
    let scratch: ScratchDirectory
    let log = MemoryLog()

    init() throws { scratch = try ScratchDirectory() }

    @Test("a folder that takes no files is told once, and once more when it takes them; nothing is left in it")
    func comesAndGoes() async throws {
        let path = "\(scratch.path)/out"
        try Data().write(to: URL(filePath: path))
        let health = Health()
        let watch = DirectoryWatch(
            directory: path,
            health: health,
            log: Log(service: "notifier", level: .debug, to: log),
            interval: .milliseconds(5)
        )
        let running = Task { await watch.run() }
        let log = log
        await waitUntil { log.records("directory takes no files").count == 1 }
        #expect(health.reasons[DirectoryWatch.part]?.contains("out") == true)
        try FileManager.default.removeItem(atPath: path)
        await waitUntil { log.records("directory takes files again").count == 1 }
        await waitUntil { health.isReady }
        running.cancel()
        await running.value
        #expect(try scratch.files(in: "out") == [])
        #expect(log.records("directory takes no files").count == 1)
    }
}
