import Messages
import SQL

/// Stands in for the appending of messages while a journal is read again: each is there already.
///
/// ``Journal`` asks it where it would record, so that a rebuild runs the very code that made the tables.
final class JournalReplay {
    /// The message that is read.
    var current: RecordedMessage?
    private let recorded: RecordedMessages
    private let lookup: Statement
    private var met: Set<Int64> = []

    init(in database: Database, recorded: RecordedMessages) throws {
        self.recorded = recorded
        lookup = try database.prepare(
            """
            SELECT seq FROM messages WHERE id = ?1 AND owner = principal
            AND principal = (SELECT id FROM principals WHERE name = '\(JournalNames.store)')
            """
        )
    }

    /// What the store said under this id; nil where the journal does not have it.
    func said(_ id: MessageID) throws -> RecordedMessage? {
        let seq: Int64? = try {
            defer { lookup.reset() }
            try lookup.bind(1, id)
            return try lookup.step() ? lookup.int64(0) : nil
        }()
        guard let seq, let message = try recorded.message(seq) else { return nil }
        met.insert(seq)
        return message
    }

    /// What the store said of one change of a finding: under its ordinal, or as releases before leaf version 2 named it.
    func finding(_ kind: Kind, _ context: DerivedMessages.FindingContext) throws -> RecordedMessage? {
        let roles = ["\(context.ordinal)", context.finding]
        for role in roles {
            let id = DerivedID.derived(from: context.assessment, role: kind.rawValue + "/" + role)
            if let message = try said(id) { return message }
        }
        return nil
    }

    /// Whether a message of the store followed from one that was read before; asked once.
    func wasMet(_ seq: Int64) -> Bool { met.remove(seq) != nil }
}
