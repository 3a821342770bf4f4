/// A set of code points as sorted ranges that do not touch.
struct ScalarSet: Sendable, Equatable {
    private(set) var ranges: [ClosedRange<UInt32>] = []

    static let limit: UInt32 = 0x10FFFF
    static let all = ScalarSet([0...limit])
    static let digits = ScalarSet([0x30...0x39])
    static let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = ScalarSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

    init(_ ranges: [ClosedRange<UInt32>] = []) {
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = self.ranges.last, range.lowerBound <= last.upperBound &+ 1 {
                self.ranges[self.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                self.ranges.append(range)
            }
        }
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

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

    /// The set with both cases of each letter; beyond ASCII only of letters that stand alone in it.
    var foldingCase: ScalarSet {
        var added = ranges
        for range in ranges {
            let upper = range.clamped(to: 0x41...0x5A)
            if range.overlaps(0x41...0x5A) { added.append((upper.lowerBound + 32)...(upper.upperBound + 32)) }
            let lower = range.clamped(to: 0x61...0x7A)
            if range.overlaps(0x61...0x7A) { added.append((lower.lowerBound - 32)...(lower.upperBound - 32)) }
            guard range.count == 1, range.lowerBound > 0x7F, let scalar = UnicodeScalar(range.lowerBound) else {
                continue
            }
            for mapping in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
                guard let other = mapping.unicodeScalars.first, mapping.unicodeScalars.count == 1 else { continue }
                added.append(other.value...other.value)
            }
        }
        return ScalarSet(added)
    }

    /// The sequences of byte ranges that are the UTF-8 of this set's members.
    var byteSequences: [[ClosedRange<UInt8>]] {
        var sequences: [[ClosedRange<UInt8>]] = []
        // One band per length of the encoding, without the surrogates.
        let bands: [(ClosedRange<UInt32>, Int)] = [
            (0...0x7F, 1), (0x80...0x7FF, 2), (0x800...0xD7FF, 3), (0xE000...0xFFFF, 3), (0x10000...Self.limit, 4),
        ]
        for range in ranges {
            for (band, length) in bands where range.overlaps(band) {
                let part = range.clamped(to: band)
                Self.split(part.lowerBound, part.upperBound, length, into: &sequences)
            }
        }
        return sequences
    }

    /// Cuts a range until all but the leading bytes that agree run over all their values.
    private static func split(
        _ low: UInt32,
        _ high: UInt32,
        _ length: Int,
        into sequences: inout [[ClosedRange<UInt8>]]
    ) {
        for position in 1..<max(length, 1) {
            let mask = (UInt32(1) << (6 * UInt32(position))) - 1
            guard low & ~mask != high & ~mask else { continue }
            if low & mask != 0 {
                split(low, low | mask, length, into: &sequences)
                return split((low | mask) + 1, high, length, into: &sequences)
            }
            if high & mask != mask {
                split(low, (high & ~mask) - 1, length, into: &sequences)
                return split(high & ~mask, high, length, into: &sequences)
            }
        }
        sequences.append(zip(encode(low, length), encode(high, length)).map { $0...$1 })
    }

    private static func encode(_ value: UInt32, _ length: Int) -> [UInt8] {
        switch length {
        case 1: [UInt8(value)]
        case 2: [UInt8(0xC0 | value >> 6), UInt8(0x80 | value & 63)]
        case 3: [UInt8(0xE0 | value >> 12), UInt8(0x80 | value >> 6 & 63), UInt8(0x80 | value & 63)]
        default:
            [
                UInt8(0xF0 | value >> 18), UInt8(0x80 | value >> 12 & 63), UInt8(0x80 | value >> 6 & 63),
                UInt8(0x80 | value & 63),
            ]
        }
    }
}
