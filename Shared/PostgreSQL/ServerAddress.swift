import CPostgreSQL
import Foundation

/// Where a server is, as a URL that may stand in a log: it holds no password.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// `postgresql://user@host:port/database?sslmode=verify-full&passfile=/etc/settei/pgpass`.
    public let url: String

    /// Reads a URL of libpq.
    ///
    /// - Throws: ``PostgreSQLError`` for one that libpq cannot read, or that has a password in it: a password comes from the file
    ///   that `passfile=` or `PGPASSFILE` names, because a URL is shown by `ps`, in logs and in the configuration.
    public init(_ url: String) throws(PostgreSQLError) {
        var reason: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &reason) else {
            PQfreemem(reason)
            // libpq's reason may quote the URL, and with it a password.
            throw PostgreSQLError(
                state: PostgreSQLError.misuse,
                message: "it is not an address that PostgreSQL understands, such as postgresql://user@host/database",
                context: "journal address"
            )
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            let name = String(cString: keyword)
            if name == "password" || name == "sslpassword", option.pointee.val != nil {
                throw PostgreSQLError(
                    state: PostgreSQLError.misuse,
                    message: "a password must not stand in the address: name a file with ?passfile= or PGPASSFILE",
                    context: "journal address"
                )
            }
            option += 1
        }
        self.url = url
    }

    /// What may be shown of a text that may be such an address, well-formed or not: any password in it is three stars.
    public static func masked(_ text: String) -> String {
        guard isAddress(text), let start = text.range(of: "://")?.upperBound else { return text }
        let end = text[start...].firstIndex(where: { "/?#".contains($0) }) ?? text.endIndex
        var (authority, rest) = (String(text[start..<end]), String(text[end...]))
        if let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") {
            authority.replaceSubrange(authority.index(after: colon)..<at, with: "***")
        }
        if let mark = rest.firstIndex(of: "?") {
            let parameters = rest[rest.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
            rest = rest[...mark] + parameters.map(maskedParameter).joined(separator: "&")
        }
        return text[..<start] + authority + rest
    }

    private static func maskedParameter(_ text: Substring) -> String {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        // libpq decodes names too.
        let name = parts[0].removingPercentEncoding ?? ""
        return parts.count == 2 && (name.isEmpty || name.contains("password")) ? parts[0] + "=***" : String(text)
    }

    /// The URL.
    public var description: String { url }

    /// Whether a text is meant as such an address.
    public static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
    }
}
