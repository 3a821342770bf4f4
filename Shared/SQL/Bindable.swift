/// Is a value that can stand for a parameter of a statement.
public protocol Bindable {
    /// Binds the value to parameter `index` (from 1) of `statement`.
    func bind(to statement: Statement, at index: Int32) throws(SQLError)
}

extension Int: Bindable {
    /// Binds the integer.
    public func bind(to statement: Statement, at index: Int32) throws(SQLError) { try statement.bind(index, self) }
}

extension Int64: Bindable {
    /// Binds the integer.
    public func bind(to statement: Statement, at index: Int32) throws(SQLError) { try statement.bind(index, self) }
}

extension Double: Bindable {
    /// Binds the number.
    public func bind(to statement: Statement, at index: Int32) throws(SQLError) { try statement.bind(index, self) }
}

extension Bool: Bindable {
    /// Binds 1 or 0.
    public func bind(to statement: Statement, at index: Int32) throws(SQLError) { try statement.bind(index, self) }
}

extension String: Bindable {
    /// Binds a copy of the text.
    public func bind(to statement: Statement, at index: Int32) throws(SQLError) { try statement.bind(index, self) }
}

extension [UInt8]: Bindable {
    /// Binds a copy of the bytes as a blob.
    public func bind(to statement: Statement, at index: Int32) throws(SQLError) { try statement.bind(index, self) }
}
