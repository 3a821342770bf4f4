extension PatternParser {
    /// What follows a backslash outside brackets.
    mutating func escaped() throws(PatternError) -> PatternSyntax {
        switch isAtEnd ? "\0" : current {
        case "A": return assertion(.textStart)
        case "z": return assertion(.textEnd)
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        default: return try set(try foldedCharacter(try escapedSet()))
        }
    }

    private mutating func assertion(_ assertion: PatternAssertion) -> PatternSyntax {
        position += 1
        return .assertion(assertion)
    }

    /// A single character with its other cases; classes have them already.
    private mutating func foldedCharacter(_ set: ScalarSet) throws(PatternError) -> ScalarSet {
        set.ranges.count == 1 && set.ranges[0].count == 1 ? try folded(set) : set
    }

    /// A class or a single character after a backslash.
    private mutating func escapedSet() throws(PatternError) -> ScalarSet {
        guard !isAtEnd else { throw error("the pattern ends in a backslash") }
        let scalar = current
        position += 1
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted
        case "w": return try folded(.word)
        case "W": return try folded(.word).inverted
        case "s": return .space
        case "S": return ScalarSet.space.inverted
        case "p", "P": return try unicodeClass(isInverted: scalar == "P")
        case "a": return single(0x07)
        case "f": return single(0x0C)
        case "n": return single(0x0A)
        case "r": return single(0x0D)
        case "t": return single(0x09)
        case "v": return single(0x0B)
        case "x": return single(try hexadecimal())
        case "0": return single(octal(scalar))
        case "1"..."7" where ("0"..."7").contains(current) && !isAtEnd: return single(octal(scalar))
        case "1"..."9": throw error("RE2 has no references to groups, as '\\\(scalar)' would be", at: position - 1)
        default:
            guard scalar.isASCII, !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
                throw error("unknown escape '\\\(scalar)'", at: position - 1)
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
        let start = position
        let isLong = take("{" as UnicodeScalar)
        var value: UInt32 = 0
        var digits = 0
        while digits < (isLong ? 8 : 2), !isAtEnd, let digit = UInt8(exactly: current.value)?.hexDigit {
            value = value << 4 | digit
            digits += 1
            position += 1
        }
        let isComplete = isLong ? digits > 0 && take("}" as UnicodeScalar) : digits == 2
        guard isComplete, UnicodeScalar(value) != nil else {
            throw error("a code point is written \\x41 or \\x{1F600}", at: start)
        }
        return value
    }

    /// `\pL`, `\p{Greek}` or `\p{^Greek}`, after the p.
    private mutating func unicodeClass(isInverted: Bool) throws(PatternError) -> ScalarSet {
        let start = position
        var name = String.UnicodeScalarView()
        var isInverted = isInverted
        if take("{" as UnicodeScalar) {
            if take("^" as UnicodeScalar) { isInverted.toggle() }
            while !isAtEnd, current != "}", name.count < 32 {
                name.append(current)
                position += 1
            }
            guard take("}" as UnicodeScalar) else { throw error("this class has no closing '}'", at: start) }
        } else if !isAtEnd {
            name.append(current)
            position += 1
        }
        try spend(1)
        guard let set = UnicodeClasses.set(String(name)) else {
            let scripts = UnicodeClasses.scripts.keys.sorted().joined(separator: ", ")
            let known = "there are the general categories, such as L or Nd, and the scripts \(scripts)"
            throw error("unknown class '\(String(name))'; \(known)", at: start)
        }
        let folded = try folded(set)
        return isInverted ? folded.inverted : folded
    }

    /// A bracketed class, after its `[`.
    mutating func bracket() throws(PatternError) -> ScalarSet {
        let start = position - 1
        let isInverted = take("^" as UnicodeScalar)
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while isFirst || current != "]" || isAtEnd {
            guard !isAtEnd else { throw error("this class has no closing ']'", at: start) }
            isFirst = false
            let item = position
            if take("[:") {
                ranges += try namedClass(item).ranges
                continue
            }
            let low = try bracketItem(start)
            try spend(1 + low.ranges.count >> 4)
            guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                ranges += try foldedCharacter(low).ranges
                continue
            }
            position += 1
            let high = try bracketItem(start)
            guard let from = low.ranges.first, let to = high.ranges.first, from.count == 1, to.count == 1,
                low.ranges.count == 1, high.ranges.count == 1, from.lowerBound <= to.lowerBound
            else { throw error("a range in a class goes from a lower to a higher character", at: item) }
            ranges += try folded(ScalarSet([from.lowerBound...to.lowerBound])).ranges
        }
        position += 1
        let set = ScalarSet(ranges)
        return isInverted ? set.inverted : set
    }

    private mutating func bracketItem(_ start: Int) throws(PatternError) -> ScalarSet {
        guard !isAtEnd else { throw error("this class has no closing ']'", at: start) }
        let scalar = current
        position += 1
        return scalar == "\\" ? try escapedSet() : single(scalar.value)
    }

    private mutating func namedClass(_ start: Int) throws(PatternError) -> ScalarSet {
        let isInverted = take("^" as UnicodeScalar)
        for (name, set) in Self.namedClasses where take("\(name):]") {
            let folded = try folded(set)
            return isInverted ? folded.inverted : folded
        }
        let known = Self.namedClasses.map(\.0).joined(separator: ", ")
        throw error("unknown class; between [: and :] stands one of \(known)", at: start)
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
