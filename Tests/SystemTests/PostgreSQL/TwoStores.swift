import Foundation
import Installation
import Messages
import Synchronization
import TestSupport
import Testing

/// Two evidence-stores on one database of a server of its own, and somebody who publishes all the while.
final class TwoStores: Sendable {
    let server: PostgresServer
    let installation: Installation
    let publisher: FollowingPublisher
    private let history = Mutex(CrashHistory())
    private let database: String

    init() async throws {
        server = try await aside { try PostgresServer() }
        let (server, url) = (server, try await aside { [server] in try server.makeDatabase() })
        database = url.split(separator: "/").last.map(String.init) ?? ""
        installation = try Installation(journal: url, settings: [.evidenceStore: ["shutdown-timeout": "10s"]])
        publisher = try FollowingPublisher(installation)
        do {
            try installation.start(.evidenceStore, replica: 0)
            try await installation.waitUntilReady(.evidenceStore, replica: 0)
            try installation.start(.evidenceStore, replica: 1)
            publisher.start()
            try await expect("messages are published", within: .seconds(20)) { self.publisher.count > 200 }
        } catch {
            installation.stop(keep: true)
            server.stop()
            throw error
        }
    }

    /// The store that serves, once there is one.
    func active() async throws -> Int {
        try await expect("a store is ready", within: .seconds(10)) { await self.ready() != nil }
        return try #require(await ready())
    }

    /// The store that says that it is ready.
    func ready() async -> Int? {
        for store in 0..<2 where await installation.isReady(.evidenceStore, replica: store) { return store }
        return nil
    }

    func program(_ store: Int) throws -> Program {
        try #require(installation.program(.evidenceStore, replica: store))
    }

    /// Does something about the server on a thread of its own: it blocks.
    func onServer<R: Sendable>(_ body: @escaping @Sendable (PostgresServer) throws -> R) async throws -> R {
        try await aside { [server] in try body(server) }
    }

    @discardableResult
    func query(_ sql: String) async throws -> String {
        try await onServer { [database] in try $0.query(sql, database: database) }
    }

    /// How long it took from `moment` to the next receipt.
    func timeToReceipt(
        after moment: ContinuousClock.Instant,
        of store: Int? = nil,
        within limit: Duration = .seconds(30)
    ) async throws -> Duration {
        try await expect("a receipt", within: limit) {
            self.publisher.firstReceipt(after: moment, of: store) != nil
        }
        return try #require(publisher.firstReceipt(after: moment, of: store)).at - moment
    }

    func expect(_ what: String, within limit: Duration, _ condition: @Sendable () async -> Bool) async throws {
        guard await waitUntil(limit: limit, condition) else {
            let logs = (0..<2).map { installation.program(.evidenceStore, replica: $0)?.text.suffix(2_000) ?? "" }
            throw InstallationError(description: "\(what): not after \(limit)\n\(logs.joined(separator: "\n---\n"))")
        }
    }

    /// Says what is wrong with the journal as it lies there: contradicts what was read before, or misses what has a receipt.
    func faults() throws -> [String] {
        // First the list: a receipt that comes later need not be in what is read now.
        let receipted = publisher.receipted
        return try history.withLock { history in
            var found = try history.read(
                journal: installation.journal,
                signingKey: installation.path("journal-keys/signing.key")
            )
            let recorded = history.ids.compactMap { MessageID(bytes: $0) }
            let missing = receipted.subtracting(recorded).count
            if missing > 0 { found.append("\(missing) messages with a receipt are missing") }
            if Set(recorded).count < recorded.count { found.append("messages are recorded twice") }
            return found
        }
    }

    /// Ends publishing, stops everything, and looks at all of it once more.
    func finish() async throws {
        await publisher.end()
        #expect(publisher.faults == [])
        for store in 0..<2 { installation.program(.evidenceStore, replica: store)?.stop() }
        #expect(try faults() == [])
        for tool in ["verify", "fsck"] {
            let result = try installation.tool(tool)
            #expect(result.status == 0, "\(tool): \(result.output)\(result.error)")
        }
        installation.stop()
        try await onServer { $0.stop() }
    }
}
