import Foundation
import Installation
import TestSupport
import Testing

@Suite("The store, brought down at random points", .serialized, .timeLimit(.minutes(60)))
struct CrashTests {
    /// Points in all: 1,000 of `deploy/test --crash`, a few in the ordinary tests.
    static let points = ProcessInfo.processInfo.environment["SETTEI_CRASH_POINTS"].flatMap { Int($0) } ?? 24
    /// Points of one journal, so that reading all of it after each takes no time.
    static let pointsOfJournal = 40
    static let hasStrace = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")
    /// Journals at a time.
    static let lanes = 4

    @Test(
        "after SIGKILL and failed system calls nothing receipted is missing, everything verifies, no checkpoint contradicts another",
        .enabled(if: hasStrace, "strace: deploy/setup --tests")
    )
    func points() async throws {
        let given = ProcessInfo.processInfo.environment["SETTEI_CRASH_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        let each = min(Self.pointsOfJournal, max(1, Self.points / Self.lanes))
        var left = stride(from: 0, to: Self.points, by: each).map { min(each, Self.points - $0) }
        var (figures, journal) = (CrashLane.Figures(), UInt64(0))
        try await withThrowingTaskGroup(of: CrashLane.Figures.self) { group in
            func next() {
                guard let points = left.popLast() else { return }
                journal += 1
                let own = seed &+ journal
                group.addTask {
                    let lane = try CrashLane(seed: own)
                    do { try await lane.run(points: points) } catch {
                        lane.figures.faults.append("\(error) in \(lane.installation.directory.path)")
                        lane.installation.stop(keep: true)
                    }
                    return lane.figures
                }
            }
            for _ in 0..<Self.lanes { next() }
            for try await one in group {
                figures = figures + one
                next()
            }
        }
        print(
            """
            \(figures.rounds) points (seed \(seed)): \(figures.kills) SIGKILLs, \(figures.failures) with failed calls; \
            \(figures.messages) messages, \(figures.receipted) with receipts, \(figures.checkpoints) checkpoints, \
            \(figures.erasures) erasures
            """
        )
        #expect(figures.faults == [], "seed \(seed)")
        #expect(figures.rounds == Self.points)
        #expect(figures.receipted > figures.rounds, "too little was published to say anything")
    }

    /// Keys are made first, outside the journal: half a key would look like one that was damaged.
    @Test(
        "killed while it makes a key, a new store starts the next time",
        .enabled(if: hasStrace, "strace: deploy/setup --tests"),
        arguments: ["master.key", "signing.key"]
    )
    func keys(name: String) async throws {
        let installation = try Installation(settings: [.evidenceStore: ["log-level": "error"]])
        defer { installation.stop() }
        let path = installation.path("journal-keys/\(name)")
        let killed = try Program(
            "/usr/bin/strace",
            ["-f", "-qq", "-o", installation.path("trace"), "-P", path, "-P", path + ".new", "-e", "signal=none"]
                + ["-e", "trace=write", "-e", "inject=write:signal=KILL:when=1"]
                + [Program.folder.appending(path: "evidence-store").path] + installation.arguments(.evidenceStore),
            log: URL(filePath: installation.path("logs/killed.log"))
        )
        defer { CrashLane.killTraced(by: killed) }
        #expect(await waitUntil(limit: .seconds(20)) { !killed.isRunning }, "it does not write \(name)")
        #expect(!FileManager.default.fileExists(atPath: path))
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
    }
}
