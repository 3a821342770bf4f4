import Crypto
import Messages
import SQL

/// Keeps findings: one row for each rule that a resource breaks or broke.
final class FindingTable {
    /// What a finding's row says beside the finding itself.
    struct Context {
        var id: Digest
        var tenant: Int64
        var resource: Int64
        var rule: Int32
        var assessment: MessageID
        var change: MessageID
        var policy: PolicyReference
        var changedAt: Timestamp
    }

    private let database: Database
    private let lookup: Statement
    private let insertion: Statement
    private let update: Statement
    private let alerting: Statement

    static let columns =
        """
        id, category, severity, previous_severity, status, reason, since, path, value, expression, unsure, flapping, transitions,
        alert
        """

    init(in database: Database) throws {
        self.database = database
        lookup = try database.prepare("SELECT \(Self.columns) FROM findings WHERE resource = ?1 AND rule = ?2")
        insertion = try database.prepare(
            """
            INSERT INTO findings (category, severity, previous_severity, status, reason, since, path, value, expression, unsure,
            flapping, transitions, assessment, change, policy_version, policy_digest, changed_at, finding, tenant, resource, rule)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
            """
        )
        update = try database.prepare(
            """
            UPDATE findings SET category = ?1, severity = ?2, previous_severity = ?3, status = ?4, reason = ?5, since = ?6,
            path = ?7, value = ?8, expression = ?9, unsure = ?10, flapping = ?11, transitions = ?12, assessment = ?13,
            change = ?14, policy_version = ?15, policy_digest = ?16, changed_at = ?17 WHERE id = ?18
            """
        )
        alerting = try database.prepare("UPDATE findings SET alert = ?2 WHERE finding = ?1")
    }

    func finding(resource: Int64, rule: Int32) throws -> Finding? {
        defer { lookup.reset() }
        try lookup.bind(1, resource)
        try lookup.bind(2, Int64(rule))
        return try lookup.step() ? Self.read(lookup) : nil
    }

    /// Writes the finding; a new one gets its row.
    func write(_ finding: Finding, _ context: Context) throws {
        let statement = finding.row == 0 ? insertion : update
        try bind(finding, context, to: statement)
        if finding.row == 0 {
            try statement.bind(18, context.id)
            try statement.bind(19, context.tenant)
            try statement.bind(20, context.resource)
            try statement.bind(21, Int64(context.rule))
        } else {
            try statement.bind(18, finding.row)
        }
        try statement.run()
    }

    /// Notes which alert told of a finding.
    func tell(_ id: Digest, by alert: MessageID) throws {
        try alerting.bind(1, id)
        try alerting.bind(2, alert)
        try alerting.run()
    }

    private func bind(_ finding: Finding, _ context: Context, to statement: Statement) throws {
        try statement.bind(1, finding.category)
        try statement.bind(2, finding.severity.rank)
        try statement.bind(3, finding.previousSeverity.map { Int64($0.rank) })
        try statement.bind(4, finding.status.code)
        try statement.bind(5, finding.reason?.code)
        try statement.bind(6, finding.since)
        try statement.bind(7, finding.explanation?.path)
        try statement.bind(8, finding.explanation?.value)
        try statement.bind(9, finding.explanation?.expression)
        try statement.bind(10, finding.isUnsure)
        try statement.bind(11, finding.flapping.code)
        try statement.bind(12, Self.bytes(of: finding.transitions))
        try statement.bind(13, context.assessment)
        try statement.bind(14, context.change)
        try statement.bind(15, context.policy.version)
        try statement.bind(16, context.policy.digest)
        try statement.bind(17, context.changedAt)
    }

    /// Reads ``columns``.
    static func read(_ row: Statement) -> Finding {
        let explanation = Explanation(
            path: row.optionalText(7),
            value: row.optionalText(8),
            expression: row.optionalText(9)
        )
        return Finding(
            row: row.int64(0),
            category: row.text(1),
            severity: Severity(rank: row.int(2)) ?? .low,
            previousSeverity: row.optionalInt(3).flatMap { Severity(rank: $0) },
            status: FindingStatus(code: row.int64(4)) ?? .open,
            reason: row.optionalInt64(5).flatMap { ResolutionReason(code: $0) },
            since: row.timestamp(6),
            explanation: explanation == Explanation() ? nil : explanation,
            isUnsure: row.bool(10),
            flapping: Flapping(code: row.int64(11)) ?? .none,
            transitions: row.withBlob(12) { times(in: $0) },
            alert: row.messageID(13)
        )
    }

    private static func bytes(of times: [Timestamp]) -> [UInt8] {
        times.flatMap { time in withUnsafeBytes(of: time.microseconds.littleEndian) { Array($0) } }
    }

    private static func times(in bytes: UnsafeRawBufferPointer) -> [Timestamp] {
        (0..<bytes.count / 8).map { index in
            let value = bytes.loadUnaligned(fromByteOffset: index * 8, as: Int64.self)
            return Timestamp(microseconds: Int64(littleEndian: value))
        }
    }
}
