import CPostgreSQL

/// How a connection behaves; every value has a default that suits a journal.
public struct ConnectionOptions: Sendable {
    /// Shown in `pg_stat_activity`.
    public var application = "settei"
    /// How long to wait for the server to answer when connecting.
    public var connectSeconds = 5
    /// The longest that a statement may take.
    public var statementTimeout: Duration = .seconds(30)
    /// The longest that a statement may wait for a lock.
    public var lockTimeout: Duration = .seconds(10)
    /// The longest that a transaction may stand idle before the server ends the session.
    public var idleTransactionTimeout: Duration = .seconds(60)
    /// Refuses to write.
    public var isReadOnly = false

    /// Takes the defaults.
    public init() {}

    /// Keywords of libpq; what the address says itself comes later and counts.
    ///
    /// A peer that is gone is noticed within about ten seconds, also while an answer is waited for.
    var keywords: [(String, String)] {
        [
            ("application_name", application), ("client_encoding", "UTF8"), ("connect_timeout", String(connectSeconds)),
            ("keepalives", "1"), ("keepalives_idle", "4"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"),
        ]
    }

    /// What is set in a new session, whatever the address or the server's configuration say: a commit is on disk when it returns.
    var settings: String {
        """
        SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
        SET synchronous_commit = on; SET client_min_messages = warning; SET bytea_output = hex;
        SET statement_timeout = \(statementTimeout.milliseconds); SET lock_timeout = \(lockTimeout.milliseconds);
        SET idle_in_transaction_session_timeout = \(idleTransactionTimeout.milliseconds);
        SET default_transaction_read_only = \(isReadOnly ? "on" : "off")
        """
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
