import Messages
import SQL

/// Knows the last message of each subject, by a keyed hash of it.
final class LatestTable {
    private let write: Statement
    private let keys: KeyRing

    init(in database: Database, keys: KeyRing) throws {
        self.keys = keys
        write = try database.prepare(
            """
            INSERT INTO latest (kind, tenant, subject, seq) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (kind, tenant, subject) DO UPDATE SET seq = excluded.seq
            """
        )
    }

    func set(kind: Int64, tenant: (id: Int64, name: String), subject: String, seq: Int64, at now: Timestamp) throws {
        try write.bind(1, kind)
        try write.bind(2, tenant.id)
        try write.bind(3, Self.hash(subject, keys.ensureIndex(tenant, at: now)))
        try write.bind(4, seq)
        try write.run()
    }

    /// How a subject stands in the table.
    static func hash(_ subject: String, _ keys: TenantKeys) -> [UInt8] { keys.hash16("latest", subject) }
}

extension Kind {
    /// Whether the latest message of a subject stands in the table `latest`; of changes and assessments the resource knows it.
    var hasLatestTable: Bool { self != .configChanged && self != .configAssessed }
}

@available(*, unavailable)
extension LatestTable: Sendable {}
