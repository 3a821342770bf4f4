import Messages
import SQL

/// Says where the journal's tables are not what a fresh rebuild gives.
struct RebuildComparison {
    private static let most = 1_000

    private let rebuild: Rebuild
    private var database: Database { rebuild.database }
    private var made: String { rebuild.places.made }
    private var stored: String { rebuild.places.stored }
    private var now: Timestamp

    /// - Parameter now: deliveries that are due by then may have been given out or not.
    init(_ rebuild: Rebuild, now: Timestamp) {
        self.rebuild = rebuild
        self.now = now
    }

    /// The rows that differ, a line each, at most a thousand of each table; empty where the journal is sound.
    func differences() throws -> [String] {
        var found = rebuild.objections
        for table in RebuiltTable.all {
            switch table.name {
            case "obligations": found += try obligationDifferences()
            case "dead_letters": found += try deadLetterDifferences()
            default:
                found += try rowDifferences(table)
                if let sealed = table.sealed { found += try sealDifferences(table, sealed) }
            }
        }
        return found
    }

    // MARK: Rows

    private func rowDifferences(_ table: RebuiltTable) throws -> [String] {
        try rowDifferences(table, "\(made).\(table.name)", "\(stored).\(table.name)", extra: "")
    }

    private func rowDifferences(
        _ table: RebuiltTable,
        _ made: String,
        _ stored: String,
        extra: String
    ) throws -> [String] {
        let same = table.key.map { "a.\($0) = b.\($0)" }.joined(separator: " AND ")
        let key = table.key[0]
        func name(_ side: String) -> String {
            table.key.map { shown($0, "\(side).\($0)") }.joined(separator: " || '/' || ")
        }
        let missing = try lines(
            "SELECT \(name("a")) FROM \(made) a LEFT JOIN \(stored) b ON \(same) WHERE b.\(key) IS NULL",
            table.name,
            "missing"
        )
        let surplus = try lines(
            "SELECT \(name("b")) FROM \(stored) b LEFT JOIN \(made) a ON \(same) WHERE a.\(key) IS NULL \(extra)",
            table.name,
            "follows from no message"
        )
        let which = table.columns.map { "CASE WHEN a.\($0) IS DISTINCT FROM b.\($0) THEN ' \($0)' ELSE '' END" }
            .joined(separator: " || ")
        let differing = try database.all(
            """
            SELECT \(name("b")), what FROM (SELECT b.*, \(which) AS what FROM \(made) a JOIN \(stored) b ON \(same)) b
            WHERE what <> '' LIMIT \(Self.most)
            """
        ) { "\(table.name) \($0.text(0)): not what its messages give:\($0.text(1))" }
        return missing + surplus + differing
    }

    /// A column of a key as text; those that are bytes in hexadecimal.
    private func shown(_ column: String, _ value: String) -> String {
        guard RebuiltTable.byteKeys.contains(column) else { return "CAST(\(value) AS TEXT)" }
        return database.system == .sqlite ? "hex(\(value))" : "upper(encode(\(value), 'hex'))"
    }

    private func lines(_ sql: String, _ table: String, _ what: String) throws -> [String] {
        try database.all("\(sql) LIMIT \(Self.most)") { "\(table) \($0.text(0)): \(what)" }
    }

    // MARK: Seals

    private func sealDifferences(_ table: RebuiltTable, _ sealed: SealedColumn) throws -> [String] {
        var found: [String] = []
        let same = table.key.map { "x.\($0) = b.\($0)" }.joined(separator: " AND ")
        let numbers = sealed.numbers.map { "x.\($0)" }
        let scan = try database.prepare(
            """
            SELECT x.sealed, b.sealed, \(sealed.tenant), \(numbers.joined(separator: ", "))
            FROM \(made).\(table.name) x JOIN \(stored).\(table.name) b ON \(same)
            """
        )
        defer { scan.finalize() }
        while found.count < Self.most, try scan.step() {
            guard let keys = try rebuild.journal.keys.index(scan.int64(2)) else { continue }
            let values = numbers.indices.map { scan.int64(Int32(3 + $0)) }
            let label = SealLabel(sealed.label, key: values.flatMap { withUnsafeBytes(of: $0.bigEndian) { Array($0) } })
            let made = try? keys.open(scan.blob(0), label)
            let stored = try? keys.open(scan.blob(1), label)
            if stored == nil || made != stored {
                let name = values.map(String.init).joined(separator: "/")
                found.append(
                    "\(table.name) \(name): \(stored == nil ? "its seal is broken" : "what is sealed differs")"
                )
            }
        }
        return found
    }

    // MARK: Obligations

    private func obligationDifferences() throws -> [String] {
        // What waits and is due is open as soon as somebody looked; a recheck that nobody answered follows from no message.
        let columns = ["item"] + RebuiltTable.obligations.columns
        func view(_ schema: String) -> String {
            let list = columns.map {
                $0 == "state"
                    ? "CASE WHEN state = 0 AND due_at <= \(now.microseconds) THEN 1 ELSE state END AS state" : $0
            }
            return "(SELECT \(list.joined(separator: ", ")) FROM \(schema).obligations)"
        }
        return try rowDifferences(
            RebuiltTable.obligations,
            view(made),
            view(stored),
            extra: "AND (b.trigger = 1 OR b.answer IS NOT NULL)"
        )
    }

    private func deadLetterDifferences() throws -> [String] {
        func view(_ schema: String) -> String {
            """
            (SELECT o.item, d.at, d.attempts, d.cleared_at FROM \(schema).dead_letters d
            LEFT JOIN \(schema).obligations o ON o.id = d.obligation)
            """
        }
        var table = RebuiltTable.deadLetters
        table.key = ["item", "at"]
        // Of a recheck that died and was never answered nothing but the operators' alert is known.
        let extra =
            "AND NOT EXISTS (SELECT 1 FROM \(stored).obligations o WHERE o.item = b.item AND o.trigger <> 1 AND o.answer IS NULL)"
        return try rowDifferences(table, view(made), view(stored), extra: extra) + reasonDifferences()
    }

    private func reasonDifferences() throws -> [String] {
        var found: [String] = []
        let rows = try database.prepare(
            """
            SELECT o.item, d.at, d.sealed, o.tenant FROM \(stored).dead_letters d
            JOIN \(stored).obligations o ON o.id = d.obligation
            """
        )
        defer { rows.finalize() }
        while found.count < Self.most, try rows.step() {
            guard let item = rows.messageID(0), let keys = try rebuild.journal.keys.index(rows.int64(3)) else {
                continue
            }
            if DeadLetterTable.reason(rows.blob(2), of: item, at: rows.timestamp(1), keys) == nil {
                found.append("dead_letters \(item): its seal is broken")
            }
        }
        return found
    }
}
