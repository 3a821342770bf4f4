import Bus
import Foundation
import Installation
import Messages
import TestSupport

/// One journal that is brought down again and again while it is written to.
final class CrashLane {
    /// What came of it.
    struct Figures: Sendable {
        var kills = 0
        var failures = 0
        var rounds = 0
        var messages = 0
        var receipted = 0
        var checkpoints = 0
        var erasures = 0
        /// What should not be, with the point that led there.
        var faults: [String] = []

        static func + (one: Figures, other: Figures) -> Figures {
            Figures(
                kills: one.kills + other.kills,
                failures: one.failures + other.failures,
                rounds: one.rounds + other.rounds,
                messages: one.messages + other.messages,
                receipted: one.receipted + other.receipted,
                checkpoints: one.checkpoints + other.checkpoints,
                erasures: one.erasures + other.erasures,
                faults: one.faults + other.faults
            )
        }
    }

    let installation: Installation
    var figures = Figures()
    private let publisher: CrashPublisher
    private var history = CrashHistory()
    private var random: Seeded

    init(seed: UInt64) throws {
        random = Seeded(state: seed)
        installation = try Installation(
            integrators: ["acme-ci": CrashPublisher.tenants],
            settings: [.evidenceStore: ["log-level": "error", "shutdown-timeout": "10s"]]
        )
        publisher = try CrashPublisher(installation)
    }

    /// Brings it down `points` times, then looks at all of it once more over the bus.
    func run(points: Int) async throws {
        publisher.start(seed: random.next())
        for round in 0..<points {
            let point = CrashPoint.random(&random)
            say("\(round + 1) of \(points), \(point), \(publisher.count) receipts")
            try await crash(point)
            try look(after: "\(point) (round \(round))")
            // Keys that are destroyed are a state of their own, half in the journal and half in the keystore.
            if round % 8 == 5 { try await order() }
        }
        say("the end")
        try await finish()
        say("done")
        installation.stop(keep: !figures.faults.isEmpty)
        if !figures.faults.isEmpty { figures.faults.append("kept: \(installation.directory.path)") }
    }

    /// Tells how far it is; a run of a thousand points takes half an hour.
    private func say(_ text: String) {
        let name = installation.directory.lastPathComponent.suffix(6)
        FileHandle.standardError.write(Data("\(name): \(text)\n".utf8))
    }

    // MARK: Bringing it down

    private func crash(_ point: CrashPoint) async throws {
        figures.rounds += 1
        let trace = installation.path("trace")
        try? FileManager.default.removeItem(atPath: trace)
        let (publisher, before) = (publisher, publisher.count)
        guard let options = point.options(files: files) else {
            let store = try installation.start(.evidenceStore)
            if case .kill(let time) = point { try await Task.sleep(for: .microseconds(time)) }
            store.killNow()
            figures.kills += 1
            return
        }
        let tracer = try Program(
            "/usr/bin/strace",
            ["-f", "--seccomp-bpf", "-qq", "-o", trace] + options + [
                Program.folder.appending(path: "evidence-store").path
            ]
                + installation.arguments(.evidenceStore),
            log: URL(filePath: installation.path("logs/traced.log"))
        )
        defer { Self.killTraced(by: tracer) }
        guard case .failure(_, _, _, _, let goesOn) = point else {
            _ = await waitUntil(limit: .milliseconds(1_500)) { !tracer.isRunning }
            figures.kills += 1
            return
        }
        let failed = await waitUntil(limit: .milliseconds(1_500)) { Self.injections(trace) > 0 || !tracer.isRunning }
        if goesOn, failed {
            _ = await waitUntil(limit: .seconds(2)) { publisher.count > before + 40 || !tracer.isRunning }
        }
        try await Task.sleep(for: .microseconds(Int.random(in: 0...40_000, using: &random)))
        let count = Self.injections(trace)
        if count > 0 { figures.failures += 1 } else { figures.kills += 1 }
    }

    /// What is written to by SQLite, and the folders that are synchronised.
    private var files: [String] {
        let (journal, keys) = (installation.path("journal"), installation.path("journal-keys"))
        return [journal, keys]
            + ["", "-wal", "-journal"].flatMap { ["\(journal)/journal.sqlite\($0)", "\(keys)/keystore.sqlite\($0)"] }
    }

    private static func injections(_ trace: String) -> Int {
        guard let text = try? Data(contentsOf: URL(filePath: trace)) else { return 0 }
        return text.range(of: Data("(INJECTED)".utf8)) == nil ? 0 : 1
    }

    /// Kills what a strace traces, which ends the strace.
    static func killTraced(by tracer: Program) {
        let pid = tracer.processIdentifier
        let children = try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
        for child in (children ?? "").split(separator: " ").compactMap({ Int32($0) }) { kill(child, SIGKILL) }
        let deadline = ContinuousClock.now + .seconds(5)
        while tracer.isRunning, ContinuousClock.now < deadline { usleep(2_000) }
        if tracer.isRunning { tracer.killNow() }
    }

    // MARK: Looking

    /// Verifies what lies there, and that nothing is missing that has a receipt, or was there before.
    private func look(after point: String) throws {
        // First the list: a receipt that comes later need not be in what is read now.
        let receipted = Set(publisher.messages.keys)
        func fault(_ text: String) {
            figures.faults.append("after \(point): \(text)")
            say("wrong after \(point): \(text)")
        }
        guard FileManager.default.fileExists(atPath: installation.path("journal/journal.sqlite")) else {
            if !receipted.isEmpty { fault("no journal") }
            return
        }
        let signing = installation.path("journal-keys/signing.key")
        for text in try history.read(journal: installation.path("journal"), signingKey: signing) { fault(text) }
        let missing = receipted.count - receipted.intersection(history.ids.compactMap { MessageID(bytes: $0) }).count
        if missing > 0 { fault("\(missing) messages with a receipt are missing") }
        guard !history.ids.isEmpty else { return }
        let result = try installation.tool("fsck")
        if result.status != 0 { fault("fsck: \(result.status) \(result.output)\(result.error)") }
    }

    // MARK: Erasing

    /// Has settings of the second tenant erased, and waits for the receipt alone.
    private func order() async throws {
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        let result = try Program.run(
            "settei",
            [
                "evidence", "erase", "--tenant", CrashPublisher.tenants[1], "--class", "settings", "--reason", "test",
                "--yes", CrashPublisher.tenants[1],
            ],
            environment: installation.environment("operator")
        )
        if result.status == 0 { figures.erasures += 1 } else { figures.faults.append("erase: \(result.error)") }
        installation.program(.evidenceStore)?.killNow()
        try look(after: "an order to erase")
    }

    // MARK: The end

    private func finish() async throws {
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        guard await publisher.end() else {
            figures.faults.append("what was published has no receipt a minute after the store is back")
            return
        }
        figures.faults += publisher.faults.map { "the publisher was told: \($0)" }
        let journal = try await JournalReading(installation)
        let ordered = figures.erasures
        let isErased = await waitUntil(limit: .seconds(20)) {
            (try? await journal.positions(.evidenceErased).count) == ordered
        }
        if !isErased { figures.faults.append("not every erasure came to its end") }
        let found = try await journal.positions(.configChanged)
        await journal.stop()
        compare(found)
        if installation.program(.evidenceStore)?.stop() != true { figures.faults.append("the store does not stop") }
        try look(after: "the end")
        figures.messages = history.ids.count
        figures.receipted = publisher.count
        figures.checkpoints = history.checkpointCount
    }

    /// What has a receipt is given back as it was sent, once; of the tenant whose keys were destroyed the header.
    private func compare(_ found: [FeedMessage]) {
        var times: [MessageID: Int] = [:]
        let sent = publisher.messages
        var different: [String] = []
        for message in found {
            guard let received = try? ReceivedMessage(message.bytes) else {
                if message.position.erased != true { figures.faults.append("a message cannot be read") }
                continue
            }
            times[received.header.id, default: 0] += 1
            guard message.position.erased != true, let expected = sent[received.header.id] else { continue }
            if message.bytes != expected.bytes {
                let texts = [expected.bytes, message.bytes].map { String(decoding: $0, as: UTF8.self) }
                different.append("sent \(texts[0]), found \(texts[1])")
            }
        }
        if let first = different.first {
            figures.faults.append("\(different.count) are not as they were sent: \(first)")
        }
        let twice = times.values.filter { $0 > 1 }.count
        if twice > 0 { figures.faults.append("\(twice) messages are recorded twice") }
    }
}
