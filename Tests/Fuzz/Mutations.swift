import TestSupport

/// Damage to bytes, as a careless or hostile hand does it.
enum ByteMutation {
    /// The longest input; longer ones only take longer.
    private static let longest = 4_096

    static func apply(_ bytes: inout [UInt8], _ other: [UInt8], _ pieces: [String], _ random: inout Seeded) {
        let position = random.below(bytes.count + 1)
        let end = min(bytes.count, position + 1 + random.below(12))
        switch random.below(9) {
        case 0: bytes.removeSubrange(position..<end)
        case 1: bytes.insert(contentsOf: random.pick(pieces).utf8, at: position)
        case 2: bytes.replaceSubrange(position..<end, with: random.pick(pieces).utf8)
        case 3: bytes.insert(contentsOf: bytes[position..<end], at: random.below(bytes.count + 1))
        case 4: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: position)
        case 5 where position < bytes.count: bytes[position] ^= 1 << UInt8(random.below(8))
        case 6 where position < bytes.count: bytes[position] = 0x20 + UInt8(random.below(0x5F))
        case 7:
            let start = random.below(other.count + 1)
            let stop = min(other.count, start + random.below(40))
            bytes.insert(contentsOf: other[start..<stop], at: position)
        default:
            // Many times the same, for whatever counts or nests.
            let piece = Array(bytes[position..<end])
            for _ in 0..<random.below(40) where bytes.count < longest { bytes.insert(contentsOf: piece, at: position) }
        }
        if bytes.count > longest { bytes.removeLast(bytes.count - longest) }
    }
}

/// Changes to an expression that keep its brackets and words whole, so that most of the results compile.
enum TokenMutation {
    static func apply(_ bytes: inout [UInt8], _ other: [UInt8], _ random: inout Seeded) {
        let tokens = Tokens(bytes)
        guard !tokens.ranges.isEmpty else { return }
        let position = random.below(tokens.ranges.count)
        let range = tokens.ranges[position]
        switch random.below(5) {
        case 0:
            var maker = ExpressionMaker(random: random)
            bytes.replaceSubrange(tokens.group(at: position), with: maker.make(depth: 1).utf8)
            random = maker.random
        case 1:
            let others = Tokens(other)
            guard !others.ranges.isEmpty else { return }
            let group = others.group(at: random.below(others.ranges.count))
            bytes.replaceSubrange(tokens.group(at: position), with: other[group])
        case 2: bytes.replaceSubrange(range, with: random.pick(ExpressionMaker.operators).utf8)
        case 3: bytes.replaceSubrange(range, with: random.pick(ExpressionMaker.leaves).utf8)
        default:
            let group = tokens.group(at: position)
            let copy = Array(bytes[group])
            bytes.insert(
                contentsOf: Array(" \(random.pick(ExpressionMaker.operators)) ".utf8) + copy,
                at: group.upperBound
            )
        }
        if bytes.count > 4_096 { bytes.removeLast(bytes.count - 4_096) }
    }
}

/// The words of an expression, roughly: names and numbers, quoted texts, and single characters.
private struct Tokens {
    let bytes: [UInt8]
    private(set) var ranges: [Range<Int>] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var position = 0
        while position < bytes.count {
            let start = position
            position += 1
            if Self.isWord(bytes[start]) {
                while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
            } else if bytes[start] == UInt8(ascii: "'") || bytes[start] == UInt8(ascii: "\"") {
                while position < bytes.count, bytes[position] != bytes[start] { position += 1 }
                position = min(bytes.count, position + 1)
            } else if bytes[start] == 0x20 {
                continue
            }
            ranges.append(start..<position)
        }
    }

    /// The token, or all up to its closing bracket when it opens one.
    func group(at index: Int) -> Range<Int> {
        var depth = 0
        for next in index..<ranges.count {
            switch bytes[ranges[next].lowerBound] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            if depth <= 0 { return ranges[index].lowerBound..<ranges[next].upperBound }
        }
        return ranges[index]
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte >= 0x80
    }
}
