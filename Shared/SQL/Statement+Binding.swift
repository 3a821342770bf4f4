import PostgreSQL
import SQLite

extension Statement {
    /// Binds an integer to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: Int64) throws(SQLError) {
        do throws(SQLiteError) {
            if let sqlite { return try sqlite.bind(index, value) }
        } catch {
            throw SQLError(error)
        }
        try bindOnServer { statement throws(PostgreSQLError) in try statement.bind(index, value) }
    }

    /// Binds an integer to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: Int) throws(SQLError) {
        try bind(index, Int64(value))
    }

    /// Binds 1 or 0 to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: Bool) throws(SQLError) {
        try bind(index, value ? 1 : 0 as Int64)
    }

    /// Binds a floating-point number to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: Double) throws(SQLError) {
        do throws(SQLiteError) {
            if let sqlite { return try sqlite.bind(index, value) }
        } catch {
            throw SQLError(error)
        }
        try bindOnServer { statement throws(PostgreSQLError) in try statement.bind(index, value) }
    }

    /// Binds a copy of a text to parameter `index` (from 1).
    ///
    /// PostgreSQL's texts cannot hold NUL: there its picture (U+2400) stands for it, in what is written and in what is looked for.
    public func bind(_ index: Int32, _ value: String) throws(SQLError) {
        do throws(SQLiteError) {
            if let sqlite { return try sqlite.bind(index, value) }
        } catch {
            throw SQLError(error)
        }
        var value = value.utf8.contains(0) ? String(value.map { $0 == "\0" ? "\u{2400}" : $0 }) : value
        let statement = try onServer()
        let error: PostgreSQLError? = value.withUTF8 { text in
            do throws(PostgreSQLError) {
                try statement.bind(index, text: UnsafeRawBufferPointer(text))
                return nil
            } catch {
                return error
            }
        }
        if let error { throw SQLError(error) }
    }

    /// Binds a copy of the bytes as a blob to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: [UInt8]) throws(SQLError) {
        if let error = value.withUnsafeBytes({ failure(index, copying: $0) }) { throw error }
    }

    /// Binds a copy of the bytes as a blob to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: ArraySlice<UInt8>) throws(SQLError) {
        if let error = value.withUnsafeBytes({ failure(index, copying: $0) }) { throw error }
    }

    /// Binds a copy of the bytes as a blob to parameter `index` (from 1).
    public func bind(_ index: Int32, copying value: UnsafeRawBufferPointer) throws(SQLError) {
        do throws(SQLiteError) {
            if let sqlite { return try sqlite.bind(index, copying: value) }
        } catch {
            throw SQLError(error)
        }
        try bindOnServer { statement throws(PostgreSQLError) in try statement.bind(index, copying: value) }
    }

    /// The array's own function knows no typed errors.
    private func failure(_ index: Int32, copying value: UnsafeRawBufferPointer) -> SQLError? {
        do throws(SQLError) {
            try bind(index, copying: value)
            return nil
        } catch {
            return error
        }
    }

    /// Binds a blob to parameter `index` (from 1) without a copy.
    ///
    /// The bytes must stay in place until the statement has run and another value is bound: bind and run inside one
    /// `withUnsafeBytes`.
    public func bind(_ index: Int32, unowned value: UnsafeRawBufferPointer) throws(SQLError) {
        do throws(SQLiteError) {
            if let sqlite { return try sqlite.bind(index, unowned: value) }
        } catch {
            throw SQLError(error)
        }
        try bindOnServer { statement throws(PostgreSQLError) in try statement.bind(index, unowned: value) }
    }

    /// Binds a text of UTF-8 bytes to parameter `index` (from 1); they must stay in place as for a blob.
    public func bind(_ index: Int32, unownedText value: UnsafeRawBufferPointer) throws(SQLError) {
        do throws(SQLiteError) {
            if let sqlite { return try sqlite.bind(index, unownedText: value) }
        } catch {
            throw SQLError(error)
        }
        try bind(index, String(decoding: value, as: UTF8.self))
    }

    /// Binds NULL to parameter `index` (from 1).
    public func bindNull(_ index: Int32) throws(SQLError) {
        do throws(SQLiteError) {
            if let sqlite { return try sqlite.bindNull(index) }
        } catch {
            throw SQLError(error)
        }
        try bindOnServer { statement throws(PostgreSQLError) in try statement.bindNull(index) }
    }

    /// Binds any bindable value, or NULL for nil, to parameter `index` (from 1).
    public func bind(_ index: Int32, optional value: (any Bindable)?) throws(SQLError) {
        if let value {
            try value.bind(to: self, at: index)
        } else {
            try bindNull(index)
        }
    }

    /// Binds `values` to all parameters in order; their numbers must be equal.
    public func bind(_ values: [(any Bindable)?]) throws(SQLError) {
        guard values.count == parameterCount else {
            throw SQLError(.misuse, "\(values.count) values for \(parameterCount) parameters", in: sql)
        }
        for (position, value) in values.enumerated() {
            try bind(Int32(position + 1), optional: value)
        }
    }

    private func bindOnServer(
        _ body: (PostgreSQL.Statement) throws(PostgreSQLError) -> Void
    ) throws(SQLError) {
        let statement = try onServer()
        do throws(PostgreSQLError) { try body(statement) } catch { throw SQLError(error) }
    }
}
