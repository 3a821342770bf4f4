import PostgreSQL

/// Where a PostgreSQL server is: a URL without a password.
public struct DatabaseServer: Hashable, Sendable, CustomStringConvertible {
    let address: ServerAddress

    /// Reads a URL such as `postgresql://settei@db.example/settei?sslmode=verify-full&passfile=/etc/settei/pgpass`.
    ///
    /// - Throws: a ``SQLError/Kind/misuse`` error for what is no such URL, and for one with a password in it, which would stand in
    ///   logs: it comes from the file that `passfile=` or `PGPASSFILE` names.
    public init(_ url: String) throws(SQLError) {
        do throws(PostgreSQLError) { address = try ServerAddress(url) } catch { throw SQLError(error) }
    }

    /// The URL.
    public var url: String { address.url }
    /// The URL.
    public var description: String { url }

    /// What may be shown of a text that may be a server's URL: any password in it is three stars.
    public static func masked(_ text: String) -> String { ServerAddress.masked(text) }

    /// Whether a text is meant as a server's URL, not as a path.
    public static func isURL(_ text: String) -> Bool { ServerAddress.isAddress(text) }
}
