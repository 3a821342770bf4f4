import Messages
import SQL

/// Keeps what was refused: counted by principal, code and minute, with the last details of each principal.
///
/// A flood costs a count, not a row: it must not fill the disk.
final class RefusalTable {
    /// Details kept for one principal.
    static let kept = 1_000
    /// Details kept of one batch for one principal and code.
    static let keptOfBatch = 100

    private struct Group: Hashable {
        var principal: String
        var code: RefusalCode
        var minute: Int64
    }

    private let principals: NameTable
    private let counting: Statement
    private let insertion: Statement
    private let pruning: Statement

    init(in database: Database, principals: NameTable) throws {
        self.principals = principals
        counting = try database.prepare(
            """
            INSERT INTO refusal_minutes (principal, minute, code, count) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (principal, minute, code) DO UPDATE SET count = count + ?4
            """
        )
        insertion = try database.prepare(
            """
            INSERT INTO refusals (principal, minute, code, sender, token, place, why, size, hash, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
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
            try counting.bind(1, principals.id(group.principal))
            try counting.bind(2, group.minute)
            try counting.bind(3, group.code.rawValue)
            try counting.bind(4, members.count)
            try counting.run()
            for refusal in members.suffix(Self.keptOfBatch) { try insert(refusal, minute: group.minute) }
        }
        for principal in Set(refusals.map(\.principal)) {
            try pruning.bind(1, principals.id(principal))
            try pruning.bind(2, Self.kept)
            try pruning.run()
        }
    }

    private func insert(_ refusal: Refusal, minute: Int64) throws {
        try insertion.bind(1, principals.id(refusal.principal))
        try insertion.bind(2, minute)
        try insertion.bind(3, refusal.code.rawValue)
        try insertion.bind(4, refusal.sender)
        try insertion.bind(5, refusal.token)
        try insertion.bind(6, refusal.place)
        try insertion.bind(7, refusal.why)
        try insertion.bind(8, refusal.size)
        try insertion.bind(9, refusal.hash)
        try insertion.bind(10, refusal.at)
        try insertion.run()
    }
}
