import PostgreSQL
import SQLite

extension Statement {
    /// Tells whether a column (from 0) of the current row is NULL.
    public func isNull(_ column: Int32) -> Bool {
        if let sqlite { return sqlite.isNull(column) }
        return postgres?.isNull(column) ?? true
    }

    /// Returns a column (from 0) as an integer; 0 for NULL.
    public func int(_ column: Int32) -> Int { Int(int64(column)) }

    /// Returns a column (from 0) as a 64-bit integer; 0 for NULL.
    public func int64(_ column: Int32) -> Int64 {
        if let sqlite { return sqlite.int64(column) }
        return postgres?.int64(column) ?? 0
    }

    /// Returns a column (from 0) as a floating-point number; 0 for NULL.
    public func double(_ column: Int32) -> Double {
        if let sqlite { return sqlite.double(column) }
        return postgres?.double(column) ?? 0
    }

    /// Returns a column (from 0) as a truth value: true for anything but 0 and NULL.
    public func bool(_ column: Int32) -> Bool { int64(column) != 0 }

    /// Returns a column (from 0) as text; empty for NULL.
    public func text(_ column: Int32) -> String {
        if let sqlite { return sqlite.text(column) }
        return postgres?.text(column) ?? ""
    }

    /// Returns a copy of a column's (from 0) bytes; empty for NULL.
    public func blob(_ column: Int32) -> [UInt8] { Array(bytes(column)) }

    /// Returns a column (from 0) as an integer; nil for NULL.
    public func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }

    /// Returns a column (from 0) as text; nil for NULL.
    public func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// Returns a copy of a column's (from 0) bytes; nil for NULL.
    public func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    /// Gives `body` a column's (from 0) bytes in the database's own memory; they are valid only inside it.
    @inlinable
    public func withBlob<R, E: Error>(
        _ column: Int32,
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(bytes(column))
    }

    /// Gives `body` a text column's (from 0) UTF-8 bytes in the database's own memory; they are valid only inside it.
    @inlinable
    public func withText<R, E: Error>(
        _ column: Int32,
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(textBytes(column))
    }

    @usableFromInline
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        if let sqlite { return sqlite.bytes(column) }
        return postgres?.bytes(column) ?? UnsafeRawBufferPointer(start: nil, count: 0)
    }

    @usableFromInline
    func textBytes(_ column: Int32) -> UnsafeRawBufferPointer {
        if let sqlite { return sqlite.textBytes(column) }
        return postgres?.bytes(column) ?? UnsafeRawBufferPointer(start: nil, count: 0)
    }
}
