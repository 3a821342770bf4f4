import Crypto
import Messages
import SQL

/// Refusals that are counted and not told yet: a message tells them once their minute is over.
///
/// The counts are on disk in the transaction that counted them, so that a crash loses none; the details are in memory.
final class UntoldRefusals {
    /// What one message tells.
    struct Group: Hashable {
        var principal: String
        var code: String
        /// Minutes since 1970.
        var minute: Int64
        /// Under whose key it is sealed; empty for the operators'.
        var tenant: String
    }

    /// Details that one message tells.
    static let kept = 3
    /// Tenants that are told apart for one principal, code and minute; the rest counts as nobody's.
    private static let tenants = 8

    private let database: Database
    private let principals: NameTable
    private let counting: Statement
    private let removal: Statement
    private var counts: [Group: Int64] = [:]
    private var details: [Group: [RefusedInput]] = [:]

    init(in database: Database, principals: NameTable) throws {
        self.database = database
        self.principals = principals
        counting = try database.prepare(
            """
            INSERT INTO untold_refusals (principal, minute, code, tenant, count) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (principal, minute, code, tenant) DO UPDATE SET count = excluded.count
            """
        )
        removal = try database.prepare(
            "DELETE FROM untold_refusals WHERE principal = ?1 AND minute = ?2 AND code = ?3 AND tenant = ?4"
        )
        try reload()
    }

    /// Reads the counts again, as after a transaction that was rolled back.
    func reload() throws {
        let rows = try database.all("SELECT principal, minute, code, tenant, count FROM untold_refusals") { row in
            let group = Group(
                principal: principals.name(row.int64(0)),
                code: row.text(2),
                minute: row.int64(1),
                tenant: row.text(3)
            )
            return (group, row.int64(4))
        }
        counts = Dictionary(rows) { $0 + $1 }
        details = details.filter { counts[$0.key] != nil }
    }

    /// Whether a minute before this one is not told.
    func isDue(_ minute: Int64) -> Bool { counts.keys.contains { $0.minute < minute } }

    func add(_ refusals: [Refusal]) throws {
        var grown: Set<Group> = []
        for refusal in refusals {
            let group = group(of: refusal)
            counts[group, default: 0] += 1
            grown.insert(group)
            guard details[group, default: []].count < Self.kept else { continue }
            details[group, default: []].append(RefusedInput(refusal, isSealed: !group.tenant.isEmpty))
        }
        for group in grown {
            try bind(group, to: counting)
            try counting.bind(5, counts[group] ?? 0)
            try counting.run()
        }
    }

    /// Gives out what is told of minutes before this one, or of all, and forgets it.
    func take(before minute: Int64?) throws -> [(tenant: String, told: InputRefused)] {
        let due = counts.filter { minute == nil || $0.key.minute < minute ?? 0 }
        return try due.sorted { $0.key.order < $1.key.order }.map { group, count in
            try bind(group, to: removal)
            try removal.run()
            counts[group] = nil
            let told = InputRefused(
                principal: group.principal,
                code: group.code,
                minute: Timestamp(microseconds: group.minute * 60_000_000),
                count: count,
                details: details.removeValue(forKey: group) ?? []
            )
            return (group.tenant, told)
        }
    }

    private func group(of refusal: Refusal) -> Group {
        var group = Group(
            principal: refusal.principal,
            code: refusal.code.rawValue,
            minute: refusal.at.seconds / 60,
            tenant: refusal.tenant ?? ""
        )
        guard counts[group] == nil, !group.tenant.isEmpty else { return group }
        let others = counts.keys.count {
            $0.principal == group.principal && $0.code == group.code && $0.minute == group.minute
        }
        if others >= Self.tenants { group.tenant = "" }
        return group
    }

    private func bind(_ group: Group, to statement: Statement) throws {
        try statement.bind(1, principals.id(group.principal))
        try statement.bind(2, group.minute)
        try statement.bind(3, group.code)
        try statement.bind(4, group.tenant)
    }
}

@available(*, unavailable)
extension UntoldRefusals: Sendable {}

extension UntoldRefusals.Group {
    fileprivate var order: String { "\(minute) \(principal) \(code) \(tenant)" }
}

extension RefusedInput {
    /// What is told of a refusal; without what could tell of a tenant where the message is not sealed under its key.
    fileprivate init(_ refusal: Refusal, isSealed: Bool) {
        self.init(
            sender: refusal.sender,
            token: refusal.token,
            place: refusal.place.map { Self.short($0) },
            why: isSealed ? Self.short(refusal.why) : nil,
            size: refusal.size,
            hash: isSealed ? refusal.hash.hex : nil,
            at: refusal.at,
            address: refusal.address
        )
    }

    private static func short(_ text: String) -> String {
        text.utf8.count <= 200 ? text : String(text.prefix(50)) + "…"
    }
}
