import Glibc
import SQL

/// Opens the journal's database in the ways that its threads need it.
enum JournalFile {
    static func path(in directory: String) -> String { directory + "/journal.sqlite" }

    /// The one writing connection: WAL, every commit on disk before it returns, copying back left to others.
    static func openForWriting(_ configuration: JournalConfiguration) throws(SQLError) -> Database {
        if configuration.isOnServer {
            return try Database(server: DatabaseServer(configuration.directory), application: "evidence-store")
        }
        let database = try Database(path: path(in: configuration.directory))
        try database.pragma("page_size", "8192")
        try database.reservePageSums()
        try database.pragma("journal_mode", "WAL")
        try database.pragma("synchronous", "FULL")
        try database.pragma("wal_autocheckpoint", "0")
        try database.pragma("temp_store", "MEMORY")
        try database.pragma("cache_size", "-32768")
        if let pages = configuration.maximumPages { try database.pragma("max_page_count", String(pages)) }
        return database
    }

    /// A reading connection; others write meanwhile.
    static func openForReading(_ directory: String) throws(SQLError) -> Database {
        if DatabaseServer.isURL(directory) {
            let server = try DatabaseServer(directory)
            return try Database(server: server, access: .readOnly, application: "evidence-store (reader)")
        }
        let database = try Database(path: path(in: directory), access: .readOnly)
        try database.pragma("query_only", "ON")
        try database.pragma("cache_size", "-8192")
        try database.pragma("temp_store", "MEMORY")
        return database
    }

    /// The bytes of the write-ahead log; 0 where there is none.
    static func walBytes(in directory: String) -> Int {
        var status = stat()
        return stat(path(in: directory) + "-wal", &status) == 0 ? Int(status.st_size) : 0
    }
}
