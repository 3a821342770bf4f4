import CPostgreSQL

extension Statement {
    /// Tells whether a column (from 0) of the current row is NULL.
    public func isNull(_ column: Int32) -> Bool {
        let (result, row) = current
        return result == nil || PQgetisnull(result, row, column) == 1
    }

    /// Returns a column (from 0) as a 64-bit integer; 0 for NULL, and for a text that is no number.
    public func int64(_ column: Int32) -> Int64 {
        let (bytes, type) = value(column)
        switch (type, bytes.count) {
        case (.bool, 1): return bytes[0] == 0 ? 0 : 1
        case (.integer, 2): return Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        case (.integer, 4): return Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case (.integer, 8): return Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        case (.float, _): return Int64(exactly: double(column).rounded(.towardZero)) ?? 0
        case (.numeric, _): return Numeric.integer(bytes)
        case (.text, _): return Int64(String(decoding: bytes, as: UTF8.self)) ?? 0
        default: return 0
        }
    }

    /// Returns a column (from 0) as a floating-point number; 0 for NULL.
    public func double(_ column: Int32) -> Double {
        let (bytes, type) = value(column)
        switch (type, bytes.count) {
        case (.float, 4):
            return Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))
        case (.float, 8):
            return Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)))
        case (.text, _): return Double(String(decoding: bytes, as: UTF8.self)) ?? 0
        default: return Double(int64(column))
        }
    }

    /// Returns a column (from 0) as text; empty for NULL.
    public func text(_ column: Int32) -> String {
        let (bytes, type) = value(column)
        switch type {
        case .text, .bytes: return String(decoding: bytes, as: UTF8.self)
        case .float: return isNull(column) ? "" : String(double(column))
        default: return isNull(column) ? "" : String(int64(column))
        }
    }

    /// Gives a column's (from 0) bytes, text or bytea, in the result's own memory; valid until the next step or reset.
    public func bytes(_ column: Int32) -> UnsafeRawBufferPointer { value(column).bytes }

    private enum ColumnType {
        case bool, integer, float, numeric, text, bytes
    }

    private func value(_ column: Int32) -> (bytes: UnsafeRawBufferPointer, type: ColumnType) {
        let (result, row) = current
        guard result != nil, PQgetisnull(result, row, column) == 0, let address = PQgetvalue(result, row, column) else {
            return (UnsafeRawBufferPointer(start: nil, count: 0), .bytes)
        }
        let bytes = UnsafeRawBufferPointer(start: address, count: Int(PQgetlength(result, row, column)))
        let type: ColumnType =
            switch PQftype(result, column) {
            case 16: .bool
            case 20, 21, 23, 26: .integer
            case 700, 701: .float
            case 1700: .numeric
            case 17: .bytes
            default: .text
            }
        return (bytes, type)
    }
}

/// Reads PostgreSQL's decimal numbers, which sums of 64-bit integers are.
///
/// Source: numeric_send in https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/numeric.c: number of
/// digits, weight, sign, scale, then digits to the base of 10,000, each of 16 bits, big-endian.
enum Numeric {
    /// The integral part; 0 for what is no number or does not fit.
    static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        func word(_ index: Int) -> Int {
            guard index * 2 + 2 <= bytes.count else { return 0 }
            return Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)))
        }
        let (count, weight, sign) = (word(0), word(1), word(2))
        guard sign == 0 || sign == 0x4000, weight < 5 else { return 0 }
        var value: Int64 = 0
        for place in 0..<max(0, weight + 1) {
            let digit = place < count ? word(4 + place) : 0
            let (product, hasOverflowed) = value.multipliedReportingOverflow(by: 10_000)
            let (sum, hasOverflowedToo) = product.addingReportingOverflow(Int64(digit))
            guard !hasOverflowed, !hasOverflowedToo else { return 0 }
            value = sum
        }
        return sign == 0 ? value : -value
    }
}
