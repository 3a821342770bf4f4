/// Walking code points in place; bytes that are no UTF-8 count as one code point each and never lead out of the text.
extension UTF8View {
    /// Where the code point that begins at `position` ends.
    @inline(__always)
    func boundary(after position: Int) -> Int {
        var next = position + 1
        while next < count, self[next] & 0xC0 == 0x80 { next += 1 }
        return Swift.min(next, count)
    }

    /// The last end of a code point at or before a position; the end of shorter texts.
    func boundary(near position: Int) -> Int {
        guard position < count else { return count }
        return self[position] & 0xC0 == 0x80 ? boundary(before: position) : position
    }

    /// Where the code point that ends at `position` begins.
    @inline(__always)
    func boundary(before position: Int) -> Int {
        var start = position - 1
        while start > 0, self[start] & 0xC0 == 0x80 { start -= 1 }
        return Swift.max(start, 0)
    }

    /// The byte offset of a position in code points; nil when there are fewer.
    func byteOffset(of position: Int64) -> Int? {
        if position == 0 { return 0 }
        guard position > 0, position <= count else { return nil }
        var remaining = position
        for (index, byte) in enumerated() where byte & 0xC0 != 0x80 {
            if remaining == 0 { return index }
            remaining -= 1
        }
        return remaining == 0 ? count : nil
    }
}
