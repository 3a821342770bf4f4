import Bus
import Foundation
import Installation
import JSON
import Messages
import SQL
import TestSupport

/// Replaces the programs of a running installation by those of other releases, one after the other, and looks at what stays.
struct UpgradeRun {
    /// What a journal says of itself.
    struct Schema: Hashable {
        var version: Int
        /// The oldest version whose release may write it.
        var oldestWriter: Int
    }

    let run: ChaosRun
    var installation: Installation { run.installation }
    /// Of the journal that the present release made.
    private let first: Schema

    /// - Parameter run: whose installation runs, with the present release's programs.
    init(_ run: ChaosRun) async throws {
        self.run = run
        first = try await Self.read(run.installation) { try Self.schema(of: $0) }
    }

    /// What the operators' page says: the store first; back in the other order.
    static let order: [Installation.Service] = [.evidenceStore, .policyRegistry, .configChecker, .notifier]

    /// Replaces every replica of some services, each when the one before works; what is new talks to what is old meanwhile.
    func roll(_ services: [Installation.Service], to release: Release) async throws {
        for service in services {
            for replica in 0..<run.replicas(of: service) {
                try await replace(service, replica, by: release)
                try await installation.waitUntilReady(service, replica: replica, within: .seconds(60))
            }
            await run.waitForReceipts(100)
            try await run.heal("\(service.rawValue) of the \(release) release")
        }
        run.count("upgrades of \(services.count) services to the \(release) release")
    }

    /// Ends a replica as Docker and systemd do, and starts the other release's in its place.
    func replace(_ service: Installation.Service, _ replica: Int, by release: Release) async throws {
        let program = installation.program(service, replica: replica)
        let ended = try await aside { program?.stop(within: .seconds(30)) ?? true }
        if !ended { run.fault("\(service.rawValue) \(replica) did not end by itself") }
        installation.use(release.folder, for: service, replica: replica)
        try installation.start(service, replica: replica)
    }

    // MARK: What must hold after each step

    /// Runs tools of some releases beside the running store: each must find the evidence whole.
    func expectWhole(_ tools: [[String]] = [["verify"]], by releases: Release...) async throws {
        for release in releases {
            for words in tools {
                let result = try await tool(words, of: release)
                if result.status != 0 {
                    run.fault("\(words) of the \(release) release: \(result.output)\(result.error)")
                }
            }
        }
    }

    /// What reads all of the journal: fsck verifies it, and checks what a rebuild would give.
    static let readers = [["fsck"]]

    func tool(_ words: [String], of release: Release) async throws -> (
        status: Int32, output: String, error: String
    ) {
        try await aside { [installation] in try installation.tool(words, of: release.folder) }
    }

    /// Looks into the journal itself: its schema, that everything with a receipt is there, and what the migration put there.
    func expectJournal(after release: Release) async throws {
        // First the list: a receipt that comes later need not be in what is read now.
        let receipted = run.load.receipted
        var wanted = first
        wanted.version += release.schemasLater
        if release == .after { wanted.oldestWriter = wanted.version }
        try await Self.read(installation) { database in
            let found = try Self.schema(of: database)
            if found != wanted { run.fault("the journal is \(found), not \(wanted)") }
            let ids = try database.all("SELECT id FROM messages ORDER BY seq") { MessageID(bytes: $0.blob(0)) }
            let missing = receipted.subtracting(ids.compactMap { $0 }).count
            if missing > 0 { run.fault("\(missing) have a receipt and are not in the journal") }
            guard release != .present else { return }
            let empty = try database.first("SELECT count(*) FROM tenants WHERE first_at = 0 AND size > 0") { $0.int(0) }
            if empty != 0 { run.fault("the migration left \(empty ?? -1) tenants without a first message") }
            let starts = try database.first("SELECT count(*) FROM releases") { $0.int(0) } ?? 0
            if starts < 2 { run.fault("the later release wrote \(starts) rows of its own") }
        }
        run.say(
            "schema \(wanted.version), oldest writer \(wanted.oldestWriter), \(receipted.count) receipts: all there"
        )
    }

    /// The later release says more in its alerts and assessments; both are told and read all the same.
    func expectMembers() async throws {
        let reading = try await JournalReading(installation)
        for (kind, member) in [(Kind.alertRaised, "raisedBy"), (.configAssessed, "writing")] {
            let messages = try await reading.messages(kind)
            let count = messages.count { $0.data[member] != nil }
            if count == 0 || count == messages.count {
                run.fault("\(count) of \(messages.count) \(kind.rawValue) have the later release's member")
            }
        }
        await reading.stop()
    }

    // MARK: The journal itself

    static func schema(of database: Database) throws -> Schema {
        let writer = try database.first("SELECT value FROM meta WHERE name = 'oldest_writer'") { Int($0.text(0)) ?? 0 }
        return Schema(version: try database.schemaVersion(), oldestWriter: writer ?? 0)
    }

    /// Reads the journal beside the store.
    static func read<R: Sendable>(
        _ installation: Installation,
        _ body: (Database) throws -> R
    ) async throws -> R {
        let database =
            if DatabaseServer.isURL(installation.journal) {
                try Database(server: DatabaseServer(installation.journal), access: .readOnly, application: "test")
            } else {
                try Database(path: installation.journal + "/journal.sqlite", access: .readOnly)
            }
        defer { try? database.close() }
        return try body(database)
    }
}
