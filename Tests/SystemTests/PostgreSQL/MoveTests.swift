import Bus
import Foundation
import Installation
import Messages
import TestSupport
import Testing

@Suite(
    "A journal moves into a database",
    .enabled(if: PostgresServer.unavailable == nil, Comment(rawValue: PostgresServer.unavailable ?? "")),
    .serialized,
    .timeLimit(.minutes(5))
)
struct MoveTests {
    /// Messages that are moved.
    static let count = 4_000

    @Test(
        "killed at any moment the move leaves nothing that a store opens; done, a store goes on where the other ended"
    )
    func moved() async throws {
        let installation = try Installation()
        defer { installation.stop() }
        try installation.start(.evidenceStore)
        try await installation.waitUntilReady(.evidenceStore)
        try await publish(0..<Self.count, installation)
        let first = try await aside { try PostgresServer.shared().makeDatabase() }
        let running = try move(installation, to: first)
        #expect(running.status == 65)
        #expect(running.error.contains("another evidence-store is using"), "\(running.error)")
        #expect(installation.program(.evidenceStore)?.stop() == true)
        let before = try files(installation)

        let url = try await killMoves(installation, first)
        let moved = try move(installation, to: url)
        #expect(moved.status == 0, "\(moved.output)\(moved.error)")
        #expect(moved.output.contains("all as recorded"))
        #expect(try files(installation) == before, "the source was touched")
        let again = try move(installation, to: url)
        #expect(again.status == 65)
        #expect(again.error.contains("is not empty"), "\(again.error)")

        let (store, log) = (try start(installation, url), installation.path("logs/moved.log"))
        defer { store.stop() }
        try await installation.waitUntilReady(.evidenceStore)
        // The last messages again, which are there, and some more.
        try await publish(Self.count - 100..<Self.count + 100, installation)
        let reading = try await JournalReading(installation)
        #expect(try await reading.positions(.configChanged).count == Self.count + 100)
        await reading.stop()
        #expect(store.stop(), "\((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
        let fsck = try tool(installation, url, "fsck")
        #expect(fsck.status == 0, "\(fsck.output)\(fsck.error)")
    }

    /// Kills a move after ever longer, until one is done with its copying.
    ///
    /// - Returns: where to move to next: there, or into another database where the last one was done before it was killed.
    private func killMoves(_ installation: Installation, _ url: String) async throws -> String {
        var wasMarked = false
        for time in stride(from: 50, through: 3_000, by: 40) where !wasMarked {
            let tool = try Program(
                "evidence-store",
                ["move", "--from=\(installation.journal)", "--to=\(url)"] + keyFlags(installation),
                log: URL(filePath: installation.path("logs/move.log"))
            )
            _ = await waitUntil(limit: .milliseconds(time)) { !tool.isRunning }
            tool.killNow()
            guard tool.terminationStatus == SIGKILL else {
                return try await aside { try PostgresServer.shared().makeDatabase() }
            }
            // A store that is started on it now stands by, fails, or has an empty journal: never a part of one.
            let tables = try await self.tables(in: url)
            wasMarked = tables.contains("unverified_move")
            guard wasMarked else {
                guard !tables.isEmpty else { continue }
                // Killed after its very end.
                return try await aside { try PostgresServer.shared().makeDatabase() }
            }
            let verified = try self.tool(installation, url, "rebuild")
            #expect(verified.status != 0)
            #expect(verified.error.contains("not verified"), "\(verified.error)")
        }
        return url
    }

    private func tables(in url: String) async throws -> String {
        let name = String(url.split(separator: "/").last ?? "")
        return try await aside {
            try PostgresServer.shared().query(
                "SELECT coalesce(string_agg(tablename, ' '), '') FROM pg_tables WHERE schemaname = 'public'",
                database: name
            )
        }
    }

    private func publish(_ numbers: Range<Int>, _ installation: Installation) async throws {
        let client = try installation.client("acme-ci")
        let messages = try numbers.map { try Samples.message(number: $0 + 1, resource: $0 % 500) }
        let outcomes = try await client.publish(messages.map(OutgoingMessage.init))
        #expect(outcomes.allSatisfy { $0 == .recorded || $0 == .repeat })
        await client.stop()
    }

    private func keyFlags(_ installation: Installation) -> [String] {
        installation.journalFlags.filter { $0.key != "journal" }.map { "--\($0.key)=\($0.value)" }.sorted()
    }

    private func move(_ installation: Installation, to url: String) throws -> (
        status: Int32, output: String, error: String
    ) {
        let words = ["journal", "move", "--from=\(installation.journal)", "--to=\(url)"]
        return try Program.run("settei", words + keyFlags(installation))
    }

    private func tool(_ installation: Installation, _ url: String, _ name: String) throws -> (
        status: Int32, output: String, error: String
    ) {
        try Program.run("evidence-store", [name, "--journal=\(url)"] + keyFlags(installation))
    }

    /// The store of the installation, with its journal in the database.
    private func start(_ installation: Installation, _ url: String) throws -> Program {
        var arguments = installation.arguments(.evidenceStore)
        if let place = arguments.firstIndex(of: "--journal") { arguments[place + 1] = url }
        return try Program("evidence-store", arguments, log: URL(filePath: installation.path("logs/moved.log")))
    }

    private func files(_ installation: Installation) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: installation.journal)
        where !name.hasSuffix("-shm") {
            found[name] = try Data(contentsOf: URL(filePath: "\(installation.journal)/\(name)"))
        }
        return found
    }
}
