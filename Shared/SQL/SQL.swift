@_exported public import SQLite

/// What went wrong in a database, whichever it is.
public typealias SQLError = SQLiteError
