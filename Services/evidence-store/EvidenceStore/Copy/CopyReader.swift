import Crypto

/// Finds segments in a copy, and reads them.
///
/// Segments have numbers without gaps, so that the last one is found with a few questions, however many there are.
struct CopyReader {
    let target: any CopyTarget

    /// The number of the last segment; 0 for none.
    func last() throws(CopyError) -> UInt64 {
        guard try target.contains(CopyName.segment(1)) else { return 0 }
        var low: UInt64 = 1
        var high: UInt64 = 2
        while high < CopyName.maximumSegment, try target.contains(CopyName.segment(high)) {
            (low, high) = (high, high * 2)
        }
        while low + 1 < high {
            let middle = low + (high - low) / 2
            if try target.contains(CopyName.segment(middle)) { low = middle } else { high = middle }
        }
        return low
    }

    /// A segment and its hash; nil when it is not there.
    func segment(_ number: UInt64) throws(CopyError) -> (segment: Segment, hash: Digest)? {
        let name = CopyName.segment(number)
        guard let bytes = try target.read(name) else { return nil }
        do throws(SegmentError) {
            let segment = try Segment(bytes)
            guard segment.number == number, let hash = Segment.hash(of: bytes) else {
                throw SegmentError(offset: 0, what: "this is segment \(segment.number)")
            }
            return (segment, hash)
        } catch {
            throw .notThisJournal("\(name), \(error)")
        }
    }

    /// Gives everything that the copy has beyond a cursor, in order: to be appended to a journal as it is.
    ///
    /// The first segments may have rows that the journal has already: take those whose number is beyond the cursor. Names, keys and
    /// peers come before the messages that name them.
    /// - Parameter body: gets each segment once, oldest first.
    func replay(after cursor: CopyCursor, _ body: (Segment) throws -> Void) throws {
        let last = try last()
        var next = try first(beyond: cursor, last: last)
        var previous: Digest?
        while next <= last {
            guard let (segment, hash) = try segment(next) else {
                throw CopyError.notThisJournal("\(CopyName.segment(next)) is missing")
            }
            guard previous == nil || segment.previous == previous else {
                throw CopyError.notThisJournal("\(CopyName.segment(next)) does not follow from the one before")
            }
            previous = hash
            try body(segment)
            next += 1
        }
    }

    /// The first segment with something beyond a cursor; the one after the last where there is none.
    private func first(beyond cursor: CopyCursor, last: UInt64) throws(CopyError) -> UInt64 {
        try firstSegment(through: last) { !$0.cursor.isCovered(by: cursor) }
    }

    /// The first segment of which something holds that holds of all after it too; the one after `last` where there is none.
    func firstSegment(through last: UInt64, where holds: (Segment) -> Bool) throws(CopyError) -> UInt64 {
        var (low, high) = (UInt64(0), last + 1)
        while low + 1 < high {
            let middle = low + (high - low) / 2
            guard let found = try segment(middle) else {
                throw .notThisJournal("\(CopyName.segment(middle)) is missing")
            }
            if holds(found.segment) { high = middle } else { low = middle }
        }
        return high
    }
}
