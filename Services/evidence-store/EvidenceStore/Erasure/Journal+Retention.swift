import Keystore
import Messages
import SQL

/// How many months the messages of each class are kept; a class that is missing is kept for ever.
struct RetentionPolicy: Hashable, Sendable {
    var months: [RetentionClass: Int] = [:]

    /// The last month of a class that is not kept any more.
    func lastMonth(of type: RetentionClass, at now: Timestamp) -> Int32? {
        guard let months = months[type] else { return nil }
        let count = Int(now.month / 100) * 12 + Int(now.month % 100) - 1 - months - 1
        return Int32(count / 12 * 100 + count % 12 + 1)
    }
}

extension Journal {
    /// Once a day: orders the erasure of months that are not kept any more.
    func beginRetention(_ now: Timestamp) throws {
        guard !configuration.retention.months.isEmpty, now.seconds / 86_400 > retentionDay else { return }
        retentionDay = now.seconds / 86_400
        for (type, tenants) in try expired(now) {
            guard let last = configuration.retention.lastMonth(of: type, at: now) else { continue }
            let scope = ErasureScope(everything: false, classes: [type], to: last)
            for tenant in tenants where try !holds.active(of: tenant).contains(where: { $0.covers(scope) }) {
                _ = try erasures.add(tenant: tenant, order: 0, scope, size: names.tenants.size(tenant))
            }
        }
        keys.reload()
    }

    /// The tenants that have keys of months that are not kept any more, by class.
    func expired(_ now: Timestamp) throws -> [(RetentionClass, [Int64])] {
        try RetentionClass.allCases.compactMap { type in
            guard let last = configuration.retention.lastMonth(of: type, at: now) else { return nil }
            let tenants = try database.all(
                """
                SELECT DISTINCT tenant FROM keys WHERE purpose = ? AND month <= ? AND destroyed_at IS NULL AND erasure IS NULL
                ORDER BY tenant
                """,
                Int64(type.purpose.rawValue),
                Int64(last)
            ) { $0.int64(0) }
            return tenants.isEmpty ? nil : (type, tenants)
        }
    }

    /// Tells what retention did, once all of it is done.
    func endRetention(_ now: Timestamp) throws {
        guard !erasures.pending.contains(where: { $0.order == 0 }) else { return }
        let told = try database.first("SELECT value FROM meta WHERE name = 'retention_told'") { $0.int64(0) } ?? 0
        let rows = try database.all(
            "SELECT id, tenant, records, held FROM erasures WHERE ordered = 0 AND step = 3 AND id > ? ORDER BY id",
            told
        ) { ($0.int64(0), $0.int64(1), $0.int64(2), $0.int64(3)) }
        guard let last = rows.last else { return }
        let names = configuration.retention.months.map { ($0.key.name.rawValue, $0.value) }
        let data = RetentionApplied(
            months: Dictionary(uniqueKeysWithValues: names),
            tenants: Set(rows.map(\.1)).count,
            keys: try rows.reduce(0) { try $0 + erasures.keys(of: $1.0).count },
            records: rows.reduce(0) { $0 + $1.2 },
            held: rows.reduce(0) { $0 + $1.3 }
        )
        try say(.retentionApplied, "retention", data, now)
        try database.run(
            """
            INSERT INTO meta (name, value) VALUES ('retention_told', ?1)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """,
            last.0
        )
    }
}

extension RetentionClass {
    /// As settings and messages call it.
    var name: EvidenceClass {
        switch self {
        case .settings: .settings
        case .verdicts: .verdicts
        case .notices: .notices
        case .operations: .operations
        }
    }
}
