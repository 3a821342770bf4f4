import Bus
import JSON
import Messages
import Rules

/// Fills ``Knowledge`` from the journal at the start and keeps it up to date as the journal grows.
struct KnowledgeLoader: Sendable {
    let bus: BusClient
    let journal: BusJournal
    let knowledge: Knowledge
    let report: @Sendable (NotifierEvent) -> Void

    /// Follows the streams until the task is cancelled or the bus stops.
    ///
    /// - Throws: what ends a stream early, above all that the journal is shorter than what was read: it was restored from a
    ///   copy, numbers mean something else now, and everything must be read again into a new ``Knowledge``.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await loadProfilesAndGoneRoutes() }
            group.addTask { try await loadTexts() }
            try await group.waitForAll()
        }
    }

    private func loadProfilesAndGoneRoutes() async throws {
        guard let heads = await untilItWorks("status", { try await journal.heads() }) else { return }
        let profiles = CatchUp(needs: 2) { knowledge.markLoaded(.profiles) }
        let gone = CatchUp(needs: 1) { knowledge.markLoaded(.goneRoutes) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for kind in [Kind.tenantRegistered, .tenantUpdated] {
                group.addTask { try await follow(kind, head: heads[kind] ?? 0, profiles, learnProfile) }
            }
            group.addTask {
                try await follow(.notificationFailed, head: heads[.notificationFailed] ?? 0, gone, learnFailure)
            }
            try await group.waitForAll()
        }
    }

    /// Hands every message of a kind to `learn`, and says so to `catchUp` once what stood there at the start is read.
    private func follow(
        _ kind: Kind,
        head: Int64,
        _ catchUp: CatchUp,
        _ learn: @Sendable (ReceivedMessage, Int64) throws -> Void
    ) async throws {
        var isBehind = head > 0
        if !isBehind { catchUp.reached() }
        for try await found in bus.follow(kind) {
            do {
                try learn(try ReceivedMessage(found.bytes), found.seq)
            } catch {
                report(.unreadable(kind: kind, seq: found.seq, error: "\(error)"))
            }
            if isBehind, found.seq >= head {
                isBehind = false
                catchUp.reached()
            }
        }
    }

    private func learnProfile(_ message: ReceivedMessage, seq: Int64) throws {
        let profile = try message.decode(TenantUpdated.self).profile
        // A profile that names another tenant than its envelope would send one tenant's alerts to another (N6).
        guard profile.id == message.header.tenant else {
            return report(
                .tenantMismatch(tenant: message.header.tenant ?? "", other: profile.id, item: message.header.id)
            )
        }
        knowledge.learn(KnownProfile(profile: profile, seq: seq))
    }

    private func learnFailure(_ message: ReceivedMessage, seq: Int64) throws {
        // Most failures are passed over, so only what is needed is read.
        guard message.data["permanent"]?.bool == true, message.data["reason"]?.isString("gone") == true,
            let route = message.data["route"]?.string, let tenant = message.header.tenant
        else { return }
        knowledge.learn(gone: route, of: tenant, seq: seq)
    }

    private func loadTexts() async throws {
        let found = await untilItWorks("policy") { try await journal.latest(.policyPublished, subject: "policy") }
        guard let found else { return }
        var loader = TextLoader(journal: journal)
        var seq: Int64 = 0
        if let (message, number) = found {
            seq = number
            await take(message, &loader)
        }
        knowledge.markLoaded(.texts)
        for try await found in bus.follow(.policyPublished, after: seq) {
            if let message = try? ReceivedMessage(found.bytes) { await take(message, &loader) }
        }
    }

    private func take(_ manifest: ReceivedMessage, _ loader: inout TextLoader) async {
        for attempt in 1... {
            do {
                knowledge.learn(try await loader.load(try manifest.decode(PolicyPublished.self)))
                return
            } catch {
                report(.loadFailed(what: "texts", error: "\(error)"))
                // The texts in memory go on being used meanwhile; without them a rule is told by its id.
                guard attempt < 10, (try? await Task.sleep(for: .seconds(1))) != nil else { return }
            }
        }
    }

    /// Asks until an answer comes; nil when the task is cancelled.
    private func untilItWorks<R: Sendable>(_ what: String, _ body: () async throws -> R) async -> R? {
        while !Task.isCancelled {
            do { return try await body() } catch {
                report(.loadFailed(what: what, error: "\(error)"))
                guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return nil }
            }
        }
        return nil
    }
}
