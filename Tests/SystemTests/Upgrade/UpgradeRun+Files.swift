import Foundation
import Installation
import SQLite
import TestSupport

/// A journal in files, and one store.
extension UpgradeRun {
    /// On, back, on again, and on to a release that cannot be taken back.
    func files() async throws {
        try await expectJournal(after: .present)
        try await roll(Self.order, to: .next)
        try await expectJournal(after: .next)
        try await expectWhole(Self.readers, by: .next, .present)

        try await roll(Self.order.reversed(), to: .present)
        try await expectJournal(after: .next)
        try await expectWhole(Self.readers, by: .present, .next)
        try await expectMembers()
        try await rebuildByPresent()

        try await roll(Self.order, to: .next)
        try await expectWhole(by: .next)
        try await roll(Self.order, to: .after)
        run.programs = Release.after.folder
        try await expectJournal(after: .after)
        try await expectWhole(Self.readers, by: .after)
        try await refused()
    }

    /// The release before makes the tables again in a journal that a later one migrated, and leaves what that one put there.
    private func rebuildByPresent() async throws {
        let program = installation.program(.evidenceStore)
        _ = try await aside { program?.stop(within: .seconds(30)) ?? true }
        try await expectWhole([["rebuild"], ["fsck"]], by: .present)
        try await expectWhole([["fsck"]], by: .next)
        try installation.start(.evidenceStore)
        try await run.heal("a rebuild by the release before")
        try await expectJournal(after: .next)
    }

    /// Releases that may not go on with a journal say so and do not touch it, neither as stores nor as tools.
    private func refused() async throws {
        let program = installation.program(.evidenceStore)
        _ = try await aside { program?.stop(within: .seconds(30)) ?? true }
        // Whoever closes a journal last copies its write-ahead log back, which must not count as theirs. A connection that has read
        // nothing yet knows of no such log.
        let journal = try Database(path: "\(installation.journal)/journal.sqlite")
        try journal.execute("SELECT count(*) FROM sqlite_schema")
        _ = try journal.checkpoint(.truncate)
        try journal.close()
        let before = try journalFiles()
        for release in [Release.present, .next] {
            let backup = ["backup", "--to", installation.path("refused.zip")]
            for words in [["verify"], ["fsck"], ["rebuild", "--check"], ["rebuild"], backup] {
                let result = try await tool(words, of: release)
                let isClear = result.status != 0 && (result.error + result.output).contains(Self.refusal)
                if !isClear {
                    run.fault("\(words) of the \(release) release: \(result.status) \(result.output)\(result.error)")
                }
            }
            installation.use(release.folder, for: .evidenceStore)
            try await expectRefusal(try installation.start(.evidenceStore), of: release)
            let now = try journalFiles()
            let touched = Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }.sorted()
            if !touched.isEmpty { run.fault("the \(release) release touched \(touched)") }
        }
        installation.use(Release.after.folder, for: .evidenceStore)
        try installation.start(.evidenceStore)
        try await run.heal("the later release again")
        run.count("refusals of a journal", 2)
    }

    /// What a release says of a journal that it may not go on with.
    static let refusal = "install the newer release again"

    /// Waits until a store has ended by itself and has said why.
    func expectRefusal(_ program: Program, of release: Release) async throws {
        let ended = await waitUntil(limit: .seconds(30)) { !program.isRunning }
        let isClear = ended && program.terminationStatus != 0 && program.text.contains(Self.refusal)
        if !isClear {
            run.fault("the \(release) release does not refuse the journal: \(ended) \(program.text.suffix(1_000))")
        }
    }

    /// What lies in the journal's directory and is not empty, but for SQLite's shared memory, which every reader writes.
    private func journalFiles() throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: installation.journal)
        where !name.hasSuffix("-shm") {
            let content = FileManager.default.contents(atPath: "\(installation.journal)/\(name)")
            if content?.isEmpty == false { found[name] = content }
        }
        return found
    }
}
