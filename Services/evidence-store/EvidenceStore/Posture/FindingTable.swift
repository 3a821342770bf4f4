import Crypto
import Messages
import SQL

/// Keeps findings: one row for each rule that a resource breaks or broke.
///
/// Which rule and what it says are hidden by the tenant's keys; severity, status and times are not.
final class FindingTable {
    /// What a finding's row says beside the finding itself.
    struct Context {
        /// The finding's id, 64 hexadecimal digits.
        var id: String
        var tenant: Int64
        var resource: Int64
        var rule: String
        /// The seq of the message that tells of it.
        var told: Int64
        var assessment: MessageID
        var change: MessageID
        var policy: PolicyReference
        var changedAt: Timestamp
    }

    private let keys: KeyRing
    private let lookup: Statement
    private let write: Statement
    private let alerting: Statement

    /// What ``read(_:_:)`` reads.
    static let columns =
        """
        f.id, f.severity, f.previous_severity, f.status, f.reason, f.since, f.unsure, f.flapping, f.transitions, f.alert,
        f.resource, f.rule, f.sealed
        """

    init(in database: Database, keys: KeyRing) throws {
        self.keys = keys
        lookup = try database.prepare("SELECT \(Self.columns) FROM findings f WHERE f.resource = ?1 AND f.rule = ?2")
        write = try database.prepare(
            """
            INSERT INTO findings (id, finding, tenant, resource, rule, category, severity, previous_severity, status, reason,
            since, unsure, flapping, transitions, assessment, change, policy_version, policy_digest, changed_at, sealed)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
            ON CONFLICT (resource, rule) DO UPDATE SET category = excluded.category, severity = excluded.severity,
            previous_severity = excluded.previous_severity, status = excluded.status, reason = excluded.reason,
            since = excluded.since, unsure = excluded.unsure, flapping = excluded.flapping,
            transitions = excluded.transitions, assessment = excluded.assessment, change = excluded.change,
            policy_version = excluded.policy_version, policy_digest = excluded.policy_digest,
            changed_at = excluded.changed_at, sealed = excluded.sealed
            """
        )
        alerting = try database.prepare("UPDATE findings SET alert = ?2 WHERE finding = ?1")
    }

    /// The finding of a rule on a resource; nil where there is none, and where its row is damaged.
    func finding(tenant: Int64, resource: Int64, rule: String) throws -> Finding? {
        let tenantKeys = try keys.required(tenant)
        defer { lookup.reset() }
        try lookup.bind(1, resource)
        try lookup.bind(2, Self.number(ofRule: rule, tenantKeys))
        return try lookup.step() ? Self.read(lookup, tenantKeys)?.finding : nil
    }

    /// Writes the finding; the number of a new one is the seq of the message that tells of it.
    func write(_ finding: Finding, _ context: Context) throws {
        let tenantKeys = try keys.required(context.tenant)
        let rule = Self.number(ofRule: context.rule, tenantKeys)
        try write.bind(1, context.told)
        try write.bind(2, Self.hash(context.id, tenantKeys))
        try write.bind(3, context.tenant)
        try write.bind(4, context.resource)
        try write.bind(5, rule)
        try write.bind(6, Self.number(ofCategory: finding.category, tenantKeys))
        try bind(finding, to: write)
        try write.bind(15, context.assessment)
        try write.bind(16, context.change)
        try write.bind(17, context.policy.version)
        try write.bind(18, context.policy.digest)
        try write.bind(19, context.changedAt)
        var fields = SealedFields()
        let explanation = finding.explanation
        for text in [context.rule, finding.category, explanation?.path, explanation?.value, explanation?.expression] {
            fields.append(text)
        }
        try write.bind(20, tenantKeys.seal(fields.bytes, Self.label(context.resource, rule)))
        try write.run()
    }

    /// Notes which alert told of a finding.
    func tell(_ finding: [UInt8], by alert: MessageID) throws {
        try alerting.bind(1, finding)
        try alerting.bind(2, alert)
        try alerting.run()
    }

    /// How a finding's row is found by the finding's id.
    func hash(of finding: String, tenant: Int64) throws -> [UInt8] { Self.hash(finding, try keys.required(tenant)) }

    static func hash(_ finding: String, _ keys: TenantKeys) -> [UInt8] { keys.hash16("findings.finding", finding) }

    /// How findings of a rule are found; another number than in `rules`, whose key outlives the tenant's.
    static func number(ofRule rule: String, _ keys: TenantKeys) -> Int64 { keys.number("findings.rule", rule) }

    static func number(ofCategory category: String, _ keys: TenantKeys) -> Int64 {
        keys.number("findings.category", category)
    }

    private static func label(_ resource: Int64, _ rule: Int64) -> SealLabel {
        SealLabel("findings.sealed", resource, rule)
    }

    private func bind(_ finding: Finding, to statement: Statement) throws {
        try statement.bind(7, finding.severity.rank)
        try statement.bind(8, finding.previousSeverity.map { Int64($0.rank) })
        try statement.bind(9, finding.status.code)
        try statement.bind(10, finding.reason?.code)
        try statement.bind(11, finding.since)
        try statement.bind(12, finding.isUnsure)
        try statement.bind(13, finding.flapping.code)
        try statement.bind(14, Self.bytes(of: finding.transitions))
    }

    /// Reads ``columns``; nil where they cannot be opened.
    static func read(_ row: Statement, _ keys: TenantKeys) -> (finding: Finding, rule: String)? {
        guard let bytes = try? keys.open(row.blob(12), label(row.int64(10), row.int64(11))),
            let texts = SealedFields(bytes).texts(5), let rule = texts[0], let category = texts[1]
        else { return nil }
        let explanation = Explanation(path: texts[2], value: texts[3], expression: texts[4])
        let finding = Finding(
            row: row.int64(0),
            category: category,
            severity: Severity(rank: row.int(1)) ?? .low,
            previousSeverity: row.optionalInt(2).flatMap { Severity(rank: $0) },
            status: FindingStatus(code: row.int64(3)) ?? .open,
            reason: row.optionalInt64(4).flatMap { ResolutionReason(code: $0) },
            since: row.timestamp(5),
            explanation: explanation == Explanation() ? nil : explanation,
            isUnsure: row.bool(6),
            flapping: Flapping(code: row.int64(7)) ?? .none,
            transitions: row.withBlob(8) { times(in: $0) },
            alert: row.messageID(9)
        )
        return (finding, rule)
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
