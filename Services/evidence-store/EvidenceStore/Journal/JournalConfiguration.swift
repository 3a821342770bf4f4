/// How the journal keeps itself; every value has a default that suits production.
struct JournalConfiguration: Sendable {
    /// The directory, made where it is missing.
    var directory: String
    /// How long after a batch that is not followed by another a checkpoint of the chain is due.
    var checkpointInterval: Duration = .seconds(10)
    /// The most messages between two checkpoints of the chain: what is verified at start.
    var checkpointMessages = 10_000
    /// How long after its last change an import is over, and is told.
    var importQuiet: Duration = .seconds(30)
    /// How long an import may last before it is told all the same.
    var importLimit: Duration = .seconds(600)
    /// Between two rechecks of everything; zero for never.
    var periodicInterval: Duration = .seconds(86_400)
    /// Recheck items that are open at once.
    var recheckWindow = 200
    /// Open items of one tenant above which the operators are told.
    var backlogLimit = 100_000
    /// Bytes of the write-ahead log above which the journal thread copies it back itself: a short log is written over in place.
    var walLimit = 64 << 20
    /// The most pages the database may have, to test a full disk; nil for no limit.
    var maximumPages: Int?
    /// Called at each step of a transaction, to test crashes; what it throws ends the transaction.
    var fault: (@Sendable (JournalStep) throws(JournalError) -> Void)?

    init(directory: String) { self.directory = directory }
}

/// The steps of a transaction, in order.
enum JournalStep: CaseIterable, Sendable {
    case begun, appended, derived, chained, committed
}
