import Messages
import SQL

/// Reads the journal while it is written: one connection and one thread each, short transactions, pages.
final class JournalReader {
    let database: Database
    let recorded: RecordedMessages
    let keys: KeyRing
    let rules: SealedNameTable
    let routes: SealedNameTable
    private var damages: [Damage] = []

    /// Opens the journal that a ``Journal`` has open or had open.
    ///
    /// - Parameter vault: the running store's; nil opens the keystore to read it.
    init(_ configuration: JournalConfiguration, vault: KeyVault? = nil) throws(JournalError) {
        do {
            let vault = try vault ?? KeyVault(reading: configuration.keys)
            database = try JournalFile.openForReading(configuration.directory)
            keys = try KeyRing(in: database, vault: vault)
            recorded = try RecordedMessages(in: database, keys: keys)
            rules = try SealedNameTable(.rules, in: database, keys: keys)
            routes = try SealedNameTable(.routes, in: database, keys: keys)
        } catch {
            throw JournalError(any: error)
        }
    }

    /// The damage that was met since the last call, for the journal thread to write down.
    func takeDamages() -> [Damage] {
        defer { damages.removeAll() }
        return damages
    }

    /// Runs `body` on one state of the journal.
    func snapshot<R>(_ body: () throws -> R) throws -> R {
        try database.transaction(.deferred, body)
    }

    /// Notes damage of a message that is about to be given out.
    func checked(_ message: RecordedMessage) -> RecordedMessage {
        if message.isDamaged, damages.count < 1_000 { damages.append(Damage(seq: message.seq, what: .payload)) }
        return message
    }

    /// The last seq of the journal.
    func head() throws -> Int64 {
        try database.first("SELECT coalesce(max(seq), 0) FROM messages") { $0.int64(0) } ?? 0
    }

    /// The latest message of a subject: as recorded last; of changes and assessments the one that the posture rests on, or the
    /// last change that waits to be assessed.
    func latest(kind: Kind, subject: String, tenant: String?) throws -> RecordedMessage? {
        let sql =
            switch kind {
            // What waits to be assessed is later than what the posture rests on; there is little of it.
            case .configChanged:
                """
                SELECT coalesce(
                (SELECT max(o.message) FROM obligations o WHERE o.state = 1 AND o.tenant = r.tenant AND o.lane = r.id
                AND o.kind = 1 AND o.trigger = 1),
                (SELECT p.change FROM posture p WHERE p.resource = r.id), r.id)
                FROM resources r WHERE r.tenant = ?1 AND r.key = ?2
                """
            case .configAssessed:
                """
                SELECT p.assessment FROM posture p JOIN resources r ON r.id = p.resource WHERE r.tenant = ?1 AND r.key = ?2
                """
            default:
                "SELECT seq FROM latest WHERE tenant = ?1 AND subject = ?2 AND kind = (SELECT id FROM kinds WHERE name = ?3)"
            }
        return try snapshot {
            guard let tenant = try tenantID(tenant), let tenantKeys = try keys.index(tenant) else { return nil }
            let statement = try database.prepare(sql)
            let hash =
                kind.hasLatestTable
                ? LatestTable.hash(subject, tenantKeys) : ResourceTable.hash(subject, tenantKeys)
            try statement.bind(1, tenant)
            try statement.bind(2, hash)
            if kind.hasLatestTable { try statement.bind(3, kind.rawValue) }
            defer { statement.reset() }
            guard try statement.step() else { return nil }
            return try recorded.message(statement.int64(0)).map(checked)
        }
    }

    /// All messages with an id: originals of several principals may share one.
    func get(id: MessageID, kind: Kind? = nil) throws -> [RecordedMessage] {
        try snapshot {
            let seqs = try database.all("SELECT seq FROM messages WHERE id = ? ORDER BY seq", id.bytes) { $0.int64(0) }
            return try seqs.compactMap { try recorded.message($0) }
                .filter { kind == nil || $0.kind == kind }
                .map(checked)
        }
    }

    func tenantID(_ name: String?) throws -> Int64? {
        try database.first("SELECT id FROM tenants WHERE name = ?", name ?? "") { $0.int64(0) }
    }

    /// The numbers of tenants by name; names that were never seen are left out.
    func tenantIDs(_ names: Set<String>) throws -> Set<Int64> {
        Set(try names.compactMap { try tenantID($0) })
    }

    func close() throws(JournalError) {
        do { try database.close() } catch { throw JournalError(error) }
    }
}

@available(*, unavailable)
extension JournalReader: Sendable {}
