/// Which page is wanted.
struct PageRequest: Sendable {
    /// Where the last page ended, as it was given; nil for the first.
    var cursor: String?
    /// Rows at most.
    var limit = 100
    /// Bytes at most, about; one row is always given.
    var maximumBytes = 1 << 20
}

/// A page of rows.
struct Page<Row: Sendable>: Sendable {
    var rows: [Row]
    /// Where the next page begins.
    var cursor: String?
    /// There is a next page.
    var hasMore: Bool { cursor != nil }
}

extension Page {
    /// Cuts `rows`, of which one more than wanted was read, to the limits of `request`.
    init(_ rows: [Row], _ request: PageRequest, size: (Row) -> Int, cursor: (Row) -> String) {
        var bytes = 0
        var count = 0
        for row in rows.prefix(request.limit) {
            bytes += size(row)
            if count > 0, bytes > request.maximumBytes { break }
            count += 1
        }
        self.rows = Array(rows.prefix(count))
        self.cursor = count < rows.count ? self.rows.last.map(cursor) : nil
    }
}

/// A cursor that this store did not give out.
struct BadCursor: Error, Hashable, CustomStringConvertible {
    var description: String { "the cursor is not one that this store gave out: begin without one" }
}
