import CSQLite

extension Statement {
    /// Tells whether a column (from 0) of the current row is NULL.
    public func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// Returns a column (from 0) as an integer; 0 for NULL.
    public func int(_ column: Int32) -> Int {
        Int(sqlite3_column_int64(handle, column))
    }

    /// Returns a column (from 0) as a 64-bit integer; 0 for NULL.
    public func int64(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    /// Returns a column (from 0) as a floating-point number; 0 for NULL.
    public func double(_ column: Int32) -> Double {
        sqlite3_column_double(handle, column)
    }

    /// Returns a column (from 0) as a truth value: true for anything but 0 and NULL.
    public func bool(_ column: Int32) -> Bool {
        sqlite3_column_int64(handle, column) != 0
    }

    /// Returns a column (from 0) as text; empty for NULL.
    public func text(_ column: Int32) -> String {
        withText(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// Returns a copy of a column's (from 0) bytes; empty for NULL.
    public func blob(_ column: Int32) -> [UInt8] {
        withBlob(column) { Array($0) }
    }

    /// Returns a column (from 0) as an integer; nil for NULL.
    public func optionalInt(_ column: Int32) -> Int? {
        isNull(column) ? nil : int(column)
    }

    /// Returns a column (from 0) as text; nil for NULL.
    public func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// Returns a copy of a column's (from 0) bytes; nil for NULL.
    public func optionalBlob(_ column: Int32) -> [UInt8]? {
        isNull(column) ? nil : blob(column)
    }

    /// Gives a column's (from 0) bytes in SQLite's own memory; valid until the next step, reset or conversion of the column.
    public func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        // The address first, then the count: the other order may convert and move the bytes.
        let address = sqlite3_column_blob(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        return UnsafeRawBufferPointer(start: address, count: address == nil ? 0 : count)
    }

    /// Gives a column's (from 0) text as UTF-8 bytes in SQLite's own memory; valid until the next step, reset or conversion.
    public func textBytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let address = sqlite3_column_text(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        return UnsafeRawBufferPointer(start: address, count: address == nil ? 0 : count)
    }

    /// Gives `body` a column's (from 0) bytes in SQLite's own memory; they are valid only inside it.
    public func withBlob<R, E: Error>(
        _ column: Int32,
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(bytes(column))
    }

    /// Gives `body` a column's (from 0) text as UTF-8 bytes in SQLite's own memory; they are valid only inside it.
    public func withText<R, E: Error>(
        _ column: Int32,
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(textBytes(column))
    }
}
