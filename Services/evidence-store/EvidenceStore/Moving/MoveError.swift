import SQL

/// Why a journal was not moved; the source is as it was.
enum MoveError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no journal there, or it is on a server already.
    case noSource(String)
    /// The source is of another release.
    case otherRelease(version: Int, known: Int)
    /// The target is a directory.
    case noTarget(String)
    /// The target has tables already.
    case notEmpty(String, tables: [String])
    /// A table that this release does not know.
    case unknownTable(String)
    /// What came out of a table is not what went in.
    case differs(table: String, rows: Int, of: Int)

    var description: String {
        switch self {
        case .noSource(let place): "there is no journal in files at \(place)"
        case .otherRelease(let version, let known):
            "the journal has schema \(version), this release knows \(known): let this release's evidence-store open it once"
        case .noTarget(let place): "\(place) is no database's URL, such as postgresql://user@host/database"
        case .notEmpty(let place, let tables):
            "\(place) is not empty: it has \(tables.prefix(5).joined(separator: ", ")); give an empty database"
        case .unknownTable(let table): "the table \(table) is none of the journal's: nothing was moved"
        case .differs(let table, let rows, let expected):
            "the table \(table) is not the same on the server (\(rows) rows of \(expected)): nothing was moved"
        }
    }
}
