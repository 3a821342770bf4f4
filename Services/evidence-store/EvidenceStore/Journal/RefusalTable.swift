import Crypto
import Messages
import SQL

/// Keeps what was refused: counted by principal, code and minute, with the last details of each principal.
///
/// A flood costs a count, not a row: it must not fill the disk. Details are sealed under the keys of the one tenant that the
/// principal belongs to, or of the operators.
final class RefusalTable {
    /// Details kept for one principal.
    static let kept = 300
    /// Details kept of one batch for one principal and code.
    static let keptOfBatch = 100

    private struct Group: Hashable {
        var principal: String
        var code: RefusalCode
        var minute: Int64
    }

    private let names: JournalNames
    private let keys: KeyRing
    private let counting: Statement
    private let insertion: Statement
    private let pruning: Statement

    init(in database: Database, names: JournalNames, keys: KeyRing) throws {
        self.names = names
        self.keys = keys
        counting = try database.prepare(
            """
            INSERT INTO refusal_minutes (principal, minute, code, count) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (principal, minute, code) DO UPDATE SET count = refusal_minutes.count + excluded.count
            """
        )
        insertion = try database.prepare(
            """
            INSERT INTO refusals (principal, minute, code, tenant, sender, token, size, at, sealed)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """
        )
        pruning = try database.prepare(
            """
            DELETE FROM refusals WHERE principal = ?1 AND id <=
            (SELECT id FROM refusals WHERE principal = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
            """
        )
    }

    func add(_ refusals: [Refusal]) throws {
        let groups = Dictionary(grouping: refusals) {
            Group(principal: $0.principal, code: $0.code, minute: $0.at.seconds / 60)
        }
        for (group, members) in groups {
            try counting.bind(1, names.principals.id(group.principal))
            try counting.bind(2, group.minute)
            try counting.bind(3, group.code.rawValue)
            try counting.bind(4, members.count)
            try counting.run()
            for refusal in members.suffix(Self.keptOfBatch) { try insert(refusal, minute: group.minute) }
        }
        for principal in Set(refusals.map(\.principal)) {
            try pruning.bind(1, names.principals.id(principal))
            try pruning.bind(2, Self.kept)
            try pruning.run()
        }
    }

    /// Keeps the details of one refusal, not counted.
    func insert(_ refusal: Refusal, minute: Int64) throws {
        let (tenant, tenantKeys) = try owner(of: refusal)
        let principal = try names.principals.id(refusal.principal)
        var fields = SealedFields()
        let texts = [refusal.sender, refusal.token, refusal.place, refusal.why, refusal.hash.hex]
        for text in texts { fields.append(text) }
        try insertion.bind(1, principal)
        try insertion.bind(2, minute)
        try insertion.bind(3, refusal.code.rawValue)
        try insertion.bind(4, tenant)
        try insertion.bind(5, Self.number(ofSender: refusal.sender, tenantKeys))
        try insertion.bind(6, Self.number(ofToken: refusal.token, tenantKeys))
        try insertion.bind(7, refusal.size)
        try insertion.bind(8, refusal.at)
        try insertion.bind(9, tenantKeys.seal(fields.bytes, Self.label(principal, refusal.at)))
        try insertion.run()
    }

    /// The tenant under whose keys a refusal is kept; the operators where the tenant has none, as before its first message.
    private func owner(of refusal: Refusal) throws -> (Int64, TenantKeys) {
        if let name = refusal.sealTenant, let tenant = names.tenants.known(name), let own = try keys.index(tenant) {
            return (tenant, own)
        }
        let operators = try names.tenants.id(nil)
        return (operators, try keys.ensureIndex((operators, ""), at: refusal.at))
    }

    /// How refusals of a sender are found.
    static func number(ofSender sender: String, _ keys: TenantKeys) -> Int64 { keys.number("refusals.sender", sender) }

    /// How refusals of a token are found.
    static func number(ofToken token: String, _ keys: TenantKeys) -> Int64 { keys.number("refusals.token", token) }

    private static func label(_ principal: Int64, _ at: Timestamp) -> SealLabel {
        SealLabel("refusals.sealed", principal, at.microseconds)
    }

    /// Opens sender, token, place, reason and hash in hexadecimal; nil where they cannot be opened.
    static func open(_ sealed: [UInt8], principal: Int64, at: Timestamp, _ keys: TenantKeys) -> [String?]? {
        (try? keys.open(sealed, label(principal, at))).flatMap { SealedFields($0).texts(5) }
    }
}
