import CSQLite

extension Statement {
    /// Binds an integer to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: Int64) throws(SQLiteError) {
        try check(sqlite3_bind_int64(handle, index, value))
    }

    /// Binds an integer to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: Int) throws(SQLiteError) {
        try check(sqlite3_bind_int64(handle, index, Int64(value)))
    }

    /// Binds a floating-point number to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: Double) throws(SQLiteError) {
        try check(sqlite3_bind_double(handle, index, value))
    }

    /// Binds 1 or 0 to parameter `index` (from 1).
    public func bind(_ index: Int32, _ value: Bool) throws(SQLiteError) {
        try check(sqlite3_bind_int64(handle, index, value ? 1 : 0))
    }

    /// Binds a text to parameter `index` (from 1); SQLite copies it.
    public func bind(_ index: Int32, _ value: String) throws(SQLiteError) {
        var value = value
        let code = value.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) { text in
                // A nil address would bind NULL instead of the empty text.
                guard let address = text.baseAddress else {
                    return shim_sqlite3_bind_text_static(handle, index, "", 0)
                }
                return shim_sqlite3_bind_text_transient(handle, index, address, UInt64(text.count))
            }
        }
        try check(code)
    }

    /// Binds a blob to parameter `index` (from 1); SQLite copies it.
    public func bind(_ index: Int32, _ value: [UInt8]) throws(SQLiteError) {
        try check(value.withUnsafeBytes { bindBlob(index, $0, shim_sqlite3_bind_blob_transient) })
    }

    /// Binds a blob to parameter `index` (from 1); SQLite copies it.
    public func bind(_ index: Int32, _ value: ArraySlice<UInt8>) throws(SQLiteError) {
        try check(value.withUnsafeBytes { bindBlob(index, $0, shim_sqlite3_bind_blob_transient) })
    }

    /// Binds a blob to parameter `index` (from 1); SQLite copies it.
    public func bind(_ index: Int32, copying value: UnsafeRawBufferPointer) throws(SQLiteError) {
        try check(bindBlob(index, value, shim_sqlite3_bind_blob_transient))
    }

    /// Binds a blob to parameter `index` (from 1) without a copy.
    ///
    /// The bytes must stay in place until the statement has run and another value is bound: bind and run inside one
    /// `withUnsafeBytes`.
    public func bind(_ index: Int32, unowned value: UnsafeRawBufferPointer) throws(SQLiteError) {
        try check(bindBlob(index, value, shim_sqlite3_bind_blob_static))
    }

    /// Binds a text of UTF-8 bytes to parameter `index` (from 1) without a copy; they must stay in place as for a blob.
    public func bind(_ index: Int32, unownedText value: UnsafeRawBufferPointer) throws(SQLiteError) {
        guard let address = value.bindMemory(to: CChar.self).baseAddress else { return try bind(index, "") }
        try check(shim_sqlite3_bind_text_static(handle, index, address, UInt64(value.count)))
    }

    /// Binds NULL to parameter `index` (from 1).
    public func bindNull(_ index: Int32) throws(SQLiteError) {
        try check(sqlite3_bind_null(handle, index))
    }

    /// Binds any bindable value, or NULL for nil, to parameter `index` (from 1).
    public func bind(_ index: Int32, optional value: (any Bindable)?) throws(SQLiteError) {
        if let value {
            try value.bind(to: self, at: index)
        } else {
            try bindNull(index)
        }
    }

    /// Binds `values` to all parameters in order; their numbers must be equal.
    public func bind(_ values: [(any Bindable)?]) throws(SQLiteError) {
        guard values.count == parameterCount else {
            let message = "\(values.count) values for \(parameterCount) parameters"
            throw SQLiteError(code: .SQLITE_RANGE, message: message, context: sql)
        }
        for (position, value) in values.enumerated() {
            try bind(Int32(position + 1), optional: value)
        }
    }

    private typealias BlobBinding = (OpaquePointer?, Int32, UnsafeRawPointer?, UInt64) -> Int32

    private func bindBlob(_ index: Int32, _ value: UnsafeRawBufferPointer, _ binding: BlobBinding) -> Int32 {
        // A nil address would bind NULL instead of the empty blob.
        guard let address = value.baseAddress, !value.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
        return binding(handle, index, address, UInt64(value.count))
    }
}

/// Is a value that can stand for a parameter of a statement.
public protocol Bindable {
    /// Binds the value to parameter `index` (from 1) of `statement`.
    func bind(to statement: Statement, at index: Int32) throws(SQLiteError)
}

extension Int: Bindable {
    /// Binds the integer.
    public func bind(to statement: Statement, at index: Int32) throws(SQLiteError) { try statement.bind(index, self) }
}

extension Int64: Bindable {
    /// Binds the integer.
    public func bind(to statement: Statement, at index: Int32) throws(SQLiteError) { try statement.bind(index, self) }
}

extension Double: Bindable {
    /// Binds the number.
    public func bind(to statement: Statement, at index: Int32) throws(SQLiteError) { try statement.bind(index, self) }
}

extension Bool: Bindable {
    /// Binds 1 or 0.
    public func bind(to statement: Statement, at index: Int32) throws(SQLiteError) { try statement.bind(index, self) }
}

extension String: Bindable {
    /// Binds a copy of the text.
    public func bind(to statement: Statement, at index: Int32) throws(SQLiteError) { try statement.bind(index, self) }
}

extension [UInt8]: Bindable {
    /// Binds a copy of the bytes as a blob.
    public func bind(to statement: Statement, at index: Int32) throws(SQLiteError) { try statement.bind(index, self) }
}
