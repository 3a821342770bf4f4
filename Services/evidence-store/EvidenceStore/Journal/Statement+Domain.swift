import Crypto
import Messages
import SQL

extension Database {
    /// Runs one statement and returns what `read` makes of each row, in order.
    func rows<R>(
        _ sql: String,
        values: [(any Bindable)?],
        read: (Statement) throws -> R
    ) throws -> [R] {
        let statement = try prepare(sql)
        defer { statement.finalize() }
        try statement.bind(values)
        var rows: [R] = []
        while try statement.step() { rows.append(try read(statement)) }
        return rows
    }
}

extension Statement {
    func bind(_ index: Int32, _ id: MessageID) throws(SQLError) {
        var halves = (id.high.bigEndian, id.low.bigEndian)
        let outcome: Result<Void, SQLError> = withUnsafeBytes(of: &halves) { bytes in
            do throws(SQLError) { return .success(try bind(index, copying: bytes)) } catch { return .failure(error) }
        }
        try outcome.get()
    }

    func bind(_ index: Int32, _ digest: Digest) throws(SQLError) {
        try digest.withUnsafeBytes { bytes throws(SQLError) in try bind(index, copying: bytes) }
    }

    func bind(_ index: Int32, _ time: Timestamp) throws(SQLError) {
        try bind(index, time.microseconds)
    }

    func bind(_ index: Int32, _ value: Int64?) throws(SQLError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    func bind(_ index: Int32, _ value: String?) throws(SQLError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    func messageID(_ column: Int32) -> MessageID? {
        withBlob(column) { bytes in
            guard bytes.count == 16 else { return nil }
            return MessageID(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    func digest(_ column: Int32) -> Digest? {
        withBlob(column) { Digest(bytes: $0) }
    }

    func timestamp(_ column: Int32) -> Timestamp {
        Timestamp(microseconds: int64(column))
    }

    func optionalInt64(_ column: Int32) -> Int64? {
        isNull(column) ? nil : int64(column)
    }
}
