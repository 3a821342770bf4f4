/// A set of code points as sorted ranges that do not touch.
struct ScalarSet: Sendable, Hashable {
    let ranges: [ClosedRange<UInt32>]

    /// The members below 128, one bit for each.
    private let ascii: (UInt64, UInt64)

    static let limit: UInt32 = 0x10FFFF
    static let all = ScalarSet([0...limit])
    static let digits = ScalarSet([0x30...0x39])
    static let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = ScalarSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

    init(_ ranges: [ClosedRange<UInt32>] = []) {
        var joined: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound <= last.upperBound &+ 1 {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        var low: UInt64 = 0
        var high: UInt64 = 0
        for range in joined where range.lowerBound < 128 {
            for scalar in range.lowerBound...min(range.upperBound, 127) {
                if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
            }
        }
        self.ranges = joined
        ascii = (low, high)
    }

    static func == (a: ScalarSet, b: ScalarSet) -> Bool { a.ranges == b.ranges }

    func hash(into hasher: inout Hasher) { hasher.combine(ranges) }

    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return ascii.0 >> UInt64(scalar) & 1 != 0 }
        if scalar < 128 { return ascii.1 >> UInt64(scalar - 64) & 1 != 0 }
        return containsBeyondASCII(scalar)
    }

    private func containsBeyondASCII(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= scalar
    }

    var inverted: ScalarSet {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.limit { result.append(next...Self.limit) }
        return ScalarSet(result)
    }

    /// Whether going through its members is quicker than through all letters that have cases.
    var isSmall: Bool { ranges.count <= 16 && ranges.allSatisfy { $0.count <= 128 } }

    /// The set with all cases of each of its letters.
    var foldingCase: ScalarSet {
        var added = ranges
        if isSmall {
            for member in ranges.joined() { added += (CaseFolding.orbits[member] ?? []).map { $0...$0 } }
        } else {
            for (member, others) in CaseFolding.orbits where contains(member) { added += others.map { $0...$0 } }
        }
        return ScalarSet(added)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The code point at an offset and the bytes it takes; a broken one at the end of the text takes what is left.
    @inline(__always)
    func codePoint(at offset: Int) -> (value: UInt32, length: Int) {
        let first = self[offset]
        return first < 0x80 ? (UInt32(first), 1) : longCodePoint(at: offset)
    }

    private func longCodePoint(at offset: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(self[offset])
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard offset + length <= count else { return (0xFFFD, count - offset) }
        var value = first & (0x7F >> UInt32(length))
        for index in 1..<length { value = value << 6 | UInt32(self[offset + index] & 0x3F) }
        return (value, length)
    }
}
