import SQL

/// How the journal keeps itself; every value has a default that suits production.
struct JournalConfiguration: Sendable {
    /// The directory, made where it is missing; or the URL of a PostgreSQL database, `postgresql://…`.
    var directory: String
    /// The tables are on a server, and nothing is in a directory.
    var isOnServer: Bool { DatabaseServer.isURL(directory) }
    /// Where the keys are.
    var keys: EvidenceKeys
    /// The name that checkpoints carry, such as `settei.example.com/journal`; nil for one that the journal makes up once.
    var origin: String?
    /// How long after its last change an import is over, and is told.
    var importQuiet: Duration = .seconds(30)
    /// How long an import may last before it is told all the same.
    var importLimit: Duration = .seconds(600)
    /// Between two rechecks of everything; zero for never.
    var periodicInterval: Duration = .seconds(86_400)
    /// Recheck items that are open at once.
    var recheckWindow = 200
    /// Open items of one tenant above which its changes are put off; the operators are told at a tenth of it.
    var backlogLimit = 1_000_000
    /// Bytes of the write-ahead log above which the journal thread copies it back itself: a short log is written over in place.
    var walLimit = 64 << 20
    /// How long each class of messages is kept.
    var retention = RetentionPolicy()
    /// The most pages the database may have, to test a full disk; nil for no limit.
    var maximumPages: Int?
    /// Where the bytes of new keys come from, for a simulation that must give the same run again; nil for chance.
    var keySource: (@Sendable (Int) -> [UInt8])?
    /// How rows become evidence; the benchmark program alone has another.
    var method: any EvidenceMethod = SealedEvidence()
    /// Called at each step of a transaction, to test crashes; what it throws ends the transaction.
    var fault: (@Sendable (JournalStep) throws(JournalError) -> Void)?

    /// - Parameter keys: nil for a folder beside the journal's.
    init(directory: String, keys: EvidenceKeys? = nil) {
        self.directory = directory
        self.keys = keys ?? EvidenceKeys(beside: directory)
    }
}

/// The steps of a transaction, in order.
enum JournalStep: CaseIterable, Sendable {
    case begun, appended, derived, chained, committed
}
