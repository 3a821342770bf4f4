import SQL

/// A store that waits for its turn: another one has the journal.
///
/// Keeps its connection; asks again when the server was away.
final class Standby {
    /// What a look showed.
    enum Finding: Hashable, Sendable {
        /// Nobody has the journal: open it.
        case free
        /// Another store has it and lives.
        case taken
        /// A newer release has changed the journal so that this one can never take it over.
        case refused(JournalError)
        /// The server cannot be asked.
        case unknown(String)
    }

    private let server: DatabaseServer
    private var database: Database?
    private var isFirst = true

    init(_ server: DatabaseServer) { self.server = server }

    /// Looks whether the journal can be had; ends the sessions of a store that has not said for long that it lives.
    func look() -> Finding {
        do throws(SQLError) {
            let database =
                if let known = self.database { known } else {
                    try Database(server: server, application: "evidence-store (standby)")
                }
            self.database = database
            defer { isFirst = false }
            if let refusal = try Migrations().refusal(of: database) { return .refused(refusal) }
            let age = try JournalOwnership.leaseAge(in: database) ?? .infinity
            let isStale = age > JournalOwnership.leaseSeconds
            if try JournalOwnership.tryLock(in: database) {
                try JournalOwnership.unlock(in: database)
                // Where the server itself was restarted, the store that has the journal is only connecting again.
                return isStale || isFirst ? .free : .taken
            }
            // Asked again: whoever took the lock meanwhile has said so. Without a lease somebody makes the journal, or moves one here.
            if let age = try JournalOwnership.leaseAge(in: database), age > JournalOwnership.leaseSeconds {
                try JournalOwnership.terminateHolders(in: database)
            }
            return .taken
        } catch {
            database = nil
            return .unknown(error.description)
        }
    }
}

@available(*, unavailable)
extension Standby: Sendable {}
