import Messages
import SQL

/// Folds every assessment of the journal again, from its beginning, and compares the result with the tables.
///
/// For tests, for `evidence-store verify-posture`, and for whoever doubts the tables. Keeps the whole posture in memory.
final class PostureReplay {
    /// Reads the facts of a recorded message, as the validator does for one that comes in.
    typealias FactsReader = (RecordedMessage) throws -> MessageFacts?

    private let reader: JournalReader
    private let facts: FactsReader
    private let resources: ResourceTable
    private let items: Statement
    private let lookups: [String: Statement]
    private var postures: [Int64: ResourcePosture] = [:]
    private var findings: [FindingKey: Finding] = [:]
    private var differences: [String] = []

    private struct FindingKey: Hashable {
        var resource: Int64
        var rule: Int32
    }

    private init(_ directory: String, _ facts: @escaping FactsReader) throws {
        reader = try JournalReader(JournalConfiguration(directory: directory))
        self.facts = facts
        let database = reader.database
        resources = try ResourceTable(in: database)
        items = try database.prepare("SELECT message, trigger FROM obligations WHERE item = ?1")
        lookups = try Dictionary(
            uniqueKeysWithValues: ["rules", "sources"].map {
                ($0, try database.prepare("SELECT id FROM \($0) WHERE name = ?1"))
            }
        )
    }

    /// Says in words, a line each, where the tables of `directory` are not what its messages give; empty where they agree.
    static func differences(in directory: String, facts: @escaping FactsReader) throws -> [String] {
        let replay = try PostureReplay(directory, facts)
        return try replay.reader.snapshot {
            try replay.fold()
            try replay.comparePostures()
            try replay.compareFindings()
            return replay.differences
        }
    }

    private func fold() throws {
        let scan = try reader.database.prepare(
            """
            SELECT seq FROM messages INDEXED BY messages_kind
            WHERE kind = (SELECT id FROM kinds WHERE name = ?1) ORDER BY seq
            """
        )
        try scan.bind(1, Kind.configAssessed.rawValue)
        while try scan.step() {
            guard let message = try reader.recorded.message(scan.int64(0)) else { continue }
            try fold(message)
        }
    }

    private func fold(_ message: RecordedMessage) throws {
        guard case .assessment(let assessment)? = try facts(message), let item = try item(message.id),
            let source = try reader.recorded.message(item.change), case .change(let changed)? = try facts(source),
            let key = try resourceID(changed, source)
        else {
            differences.append("message \(message.seq): the assessment or its change cannot be read")
            return
        }
        let change = ChangeRecord(
            seq: source.seq,
            resource: key,
            source: try id(changed.source, in: "sources"),
            version: changed.version,
            observedAt: changed.observedAt,
            recordedAt: source.recordedAt,
            action: changed.action,
            actor: nil
        )
        let standing = change.standing(policyVersion: assessment.policy.version, assessment: message.seq)
        let input = Assessment(
            standing: standing,
            isDeletion: change.action == .delete,
            outcomes: try assessment.outcomes.map {
                (Int32(truncatingIfNeeded: try id($0.rule, in: "rules")), $0)
            },
            since: item.trigger == .change ? standing.observedAt : message.recordedAt,
            recordedAt: message.recordedAt
        )
        let fold = PostureFold(input, into: postures[key]) { findings[FindingKey(resource: key, rule: $0)] }
        guard let fold else { return }
        postures[key] = fold.posture
        for change in fold.changes { findings[FindingKey(resource: key, rule: change.rule)] = change.finding }
    }

    private func comparePostures() throws {
        let rows = try reader.database.all(
            """
            SELECT change, source, version, observed_at, policy, assessment, deleted, outcomes, resource FROM posture
            """
        ) { ($0.int64(8), ResourceTable.readPosture($0, from: 0)) }
        for (resource, stored) in rows where postures.removeValue(forKey: resource) != stored {
            differences.append("posture of \(try resources.key(of: resource)): not what its assessments give")
        }
        for resource in postures.keys.sorted() {
            differences.append("posture of \(try resources.key(of: resource)): missing")
        }
    }

    private func compareFindings() throws {
        let rows = try reader.database.all("SELECT \(FindingTable.columns), resource, rule FROM findings") {
            (FindingKey(resource: $0.int64(14), rule: Int32(truncatingIfNeeded: $0.int64(15))), FindingTable.read($0))
        }
        for (key, row) in rows {
            var stored = row
            stored.row = 0
            // Which alert told of it is no part of the fold.
            stored.alert = nil
            if findings.removeValue(forKey: key) != stored {
                differences.append("finding \(key.rule) of \(try resources.key(of: key.resource)): differs")
            }
        }
        for key in findings.keys {
            differences.append("finding \(key.rule) of \(try resources.key(of: key.resource)): missing")
        }
    }

    private func item(_ id: MessageID) throws -> (change: Int64, trigger: Trigger)? {
        defer { items.reset() }
        try items.bind(1, id)
        guard try items.step(), let trigger = Trigger(code: items.int64(1)) else { return nil }
        return (items.int64(0), trigger)
    }

    private func resourceID(_ facts: ChangeFacts, _ message: RecordedMessage) throws -> Int64? {
        guard let tenant = try reader.tenantID(message.tenant) else { return nil }
        return try reader.database.first(
            "SELECT id FROM resources WHERE tenant = ? AND key = ?",
            tenant,
            facts.key
        ) { $0.int64(0) }
    }

    private func id(_ name: String, in table: String) throws -> Int64 {
        guard let lookup = lookups[table] else { return 0 }
        defer { lookup.reset() }
        try lookup.bind(1, name)
        return try lookup.step() ? lookup.int64(0) : 0
    }
}
