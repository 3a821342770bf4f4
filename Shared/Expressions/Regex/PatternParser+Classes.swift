extension PatternParser {
    /// What follows a backslash outside brackets.
    mutating func escaped() throws(PatternError) -> PatternSyntax {
        switch current {
        case "A" where !isAtEnd:
            position += 1
            return .assertion(.textStart)
        case "z":
            position += 1
            return .assertion(.textEnd)
        case "b":
            position += 1
            return .assertion(.wordBoundary)
        case "B":
            position += 1
            return .assertion(.noWordBoundary)
        default:
            return .set(folded(try escapedSet()))
        }
    }

    /// A class or a single character after a backslash.
    private mutating func escapedSet() throws(PatternError) -> ScalarSet {
        guard !isAtEnd else { throw error("the pattern ends in a backslash") }
        let scalar = current
        position += 1
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted
        case "w": return .word
        case "W": return ScalarSet.word.inverted
        case "s": return .space
        case "S": return ScalarSet.space.inverted
        case "a": return single(0x07)
        case "f": return single(0x0C)
        case "n": return single(0x0A)
        case "r": return single(0x0D)
        case "t": return single(0x09)
        case "v": return single(0x0B)
        case "x": return single(try hexadecimal())
        case "0"..."7": return single(octal(scalar))
        default:
            guard scalar.isASCII, !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
                position -= 1
                throw error("unknown escape '\\\(scalar)'")
            }
            return single(scalar.value)
        }
    }

    private func single(_ value: UInt32) -> ScalarSet { ScalarSet([value...value]) }

    private mutating func octal(_ first: UnicodeScalar) -> UInt32 {
        var value = first.value - 0x30
        for _ in 0..<2 where !isAtEnd && ("0"..."7").contains(current) {
            value = value * 8 + current.value - 0x30
            position += 1
        }
        return value
    }

    private mutating func hexadecimal() throws(PatternError) -> UInt32 {
        let isLong = take("{" as UnicodeScalar)
        var value: UInt32 = 0
        var digits = 0
        while digits < (isLong ? 8 : 2), let digit = UInt8(exactly: current.value)?.hexDigit {
            value = value << 4 | digit
            digits += 1
            position += 1
        }
        let isComplete = isLong ? digits > 0 && take("}" as UnicodeScalar) : digits == 2
        guard isComplete, UnicodeScalar(value) != nil else { throw error("malformed hexadecimal escape") }
        return value
    }

    /// A bracketed class, after its `[`.
    mutating func bracket() throws(PatternError) -> ScalarSet {
        let isInverted = take("^" as UnicodeScalar)
        var set = ScalarSet()
        var isFirst = true
        while isFirst || current != "]" || isAtEnd {
            guard !isAtEnd else { throw error("a class has no closing ']'") }
            isFirst = false
            if take("[:") {
                set = set.union(try namedClass())
                continue
            }
            let low = try bracketItem()
            guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set = set.union(low)
                continue
            }
            position += 1
            let high = try bracketItem()
            guard let from = low.ranges.first, let to = high.ranges.first, from.count == 1, to.count == 1,
                low.ranges.count == 1, high.ranges.count == 1, from.lowerBound <= to.lowerBound
            else { throw error("malformed range in a class") }
            set = set.union(ScalarSet([from.lowerBound...to.lowerBound]))
        }
        position += 1
        set = folded(set)
        return isInverted ? set.inverted : set
    }

    private mutating func bracketItem() throws(PatternError) -> ScalarSet {
        let scalar = current
        guard !isAtEnd else { throw error("a class has no closing ']'") }
        position += 1
        return scalar == "\\" ? try escapedSet() : single(scalar.value)
    }

    private mutating func namedClass() throws(PatternError) -> ScalarSet {
        let isInverted = take("^" as UnicodeScalar)
        for (name, set) in Self.namedClasses where take("\(name):]") { return isInverted ? set.inverted : set }
        throw error("unknown class name")
    }

    private static let namedClasses: [(String, ScalarSet)] = [
        ("alnum", ScalarSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A])),
        ("alpha", ScalarSet([0x41...0x5A, 0x61...0x7A])),
        ("ascii", ScalarSet([0...0x7F])), ("blank", ScalarSet([0x09...0x09, 0x20...0x20])),
        ("cntrl", ScalarSet([0...0x1F, 0x7F...0x7F])), ("digit", .digits), ("graph", ScalarSet([0x21...0x7E])),
        ("lower", ScalarSet([0x61...0x7A])), ("print", ScalarSet([0x20...0x7E])),
        ("punct", ScalarSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])),
        ("space", ScalarSet([0x09...0x0D, 0x20...0x20])), ("upper", ScalarSet([0x41...0x5A])), ("word", .word),
        ("xdigit", ScalarSet([0x30...0x39, 0x41...0x46, 0x61...0x66])),
    ]
}
