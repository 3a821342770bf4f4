/// Reads the syntax of RE2, without Unicode classes by name.
///
/// Captures are plain groups, since only a match is asked for.
///
/// Source: github.com/google/re2, wiki page "Syntax".
struct PatternParser {
    struct Flags {
        var foldsCase = false
        var dotIsAll = false
        var isMultiline = false
    }

    /// The most that `{n,m}` may ask for, as in RE2.
    private static let maximumRepeat = 1_000
    private static let maximumDepth = 100

    let scalars: [UnicodeScalar]
    var position = 0
    var flags = Flags()
    private var depth = 0

    static func parse(_ pattern: String) throws(PatternError) -> PatternSyntax {
        var parser = PatternParser(scalars: Array(pattern.unicodeScalars))
        let syntax = try parser.alternatives()
        guard parser.isAtEnd else { throw parser.error("unexpected ')'") }
        return syntax
    }

    private init(scalars: [UnicodeScalar]) { self.scalars = scalars }

    var isAtEnd: Bool { position >= scalars.count }
    var current: UnicodeScalar { isAtEnd ? "\0" : scalars[position] }

    func error(_ message: String) -> PatternError {
        let offset = scalars.prefix(position).reduce(0) { $0 + (UTF8.encode($1)?.count ?? 0) }
        return PatternError(offset: offset, message: message)
    }

    mutating func take(_ scalar: UnicodeScalar) -> Bool {
        guard !isAtEnd, current == scalar else { return false }
        position += 1
        return true
    }

    mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard position + wanted.count <= scalars.count, Array(scalars[position..<(position + wanted.count)]) == wanted
        else {
            return false
        }
        position += wanted.count
        return true
    }

    private mutating func alternatives() throws(PatternError) -> PatternSyntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw error("groups nest deeper than \(Self.maximumDepth)") }
        var branches = [try sequence()]
        while take("|" as UnicodeScalar) { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternSyntax {
        var parts: [PatternSyntax] = []
        while !isAtEnd, current != "|", current != ")" {
            if take("\\Q") {
                while !isAtEnd, !take("\\E") {
                    parts.append(.set(literal(current)))
                    position += 1
                }
                continue
            }
            parts.append(try repeated(try atom()))
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func repeated(_ atom: PatternSyntax) throws(PatternError) -> PatternSyntax {
        guard let (from, to) = try repeatCount() else { return atom }
        // Lazy or not makes no difference to whether there is a match.
        _ = take("?" as UnicodeScalar)
        let start = position
        if try repeatCount() != nil {
            position = start
            throw error("a repetition of a repetition needs a group")
        }
        return .repeated(atom, from: from, to: to)
    }

    private mutating func repeatCount() throws(PatternError) -> (from: Int, to: Int?)? {
        if take("*" as UnicodeScalar) { return (0, nil) }
        if take("+" as UnicodeScalar) { return (1, nil) }
        if take("?" as UnicodeScalar) { return (0, 1) }
        let start = position
        guard take("{" as UnicodeScalar), let from = number() else {
            position = start
            return nil
        }
        var to: Int? = from
        if take("," as UnicodeScalar) { to = number() }
        guard take("}" as UnicodeScalar) else {
            position = start
            return nil
        }
        guard from <= Self.maximumRepeat, to ?? 0 <= Self.maximumRepeat, to ?? from >= from else {
            throw error("a repetition goes from 0 to \(Self.maximumRepeat), the lower count first")
        }
        return (from, to)
    }

    mutating func number() -> Int? {
        let start = position
        var value = 0
        while !isAtEnd, let digit = current.properties.numericType == .decimal ? Int(String(current)) : nil {
            value = min(value * 10 + digit, 1_000_000)
            position += 1
        }
        return position > start ? value : nil
    }

    private mutating func atom() throws(PatternError) -> PatternSyntax {
        let scalar = current
        position += 1
        switch scalar {
        case "(": return try group()
        case "[": return .set(try bracket())
        case ".": return .set(flags.dotIsAll ? .all : ScalarSet([0x0A...0x0A]).inverted)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "\\": return try escaped()
        case "*", "+", "?":
            position -= 1
            throw error("nothing to repeat before '\(scalar)'")
        default: return .set(literal(scalar))
        }
    }

    func literal(_ scalar: UnicodeScalar) -> ScalarSet { folded(ScalarSet([scalar.value...scalar.value])) }

    func folded(_ set: ScalarSet) -> ScalarSet { flags.foldsCase ? set.foldingCase : set }

    private mutating func group() throws(PatternError) -> PatternSyntax {
        let outer = flags
        if take("?" as UnicodeScalar) {
            if take("P<") || (current == "<" && take("<" as UnicodeScalar)) {
                try groupName()
            } else if try !groupFlags() {
                // `(?i)` holds to the end of the enclosing group.
                return .empty
            }
        }
        let inner = try alternatives()
        guard take(")" as UnicodeScalar) else { throw error("a group has no closing ')'") }
        flags = outer
        return inner
    }

    private mutating func groupName() throws(PatternError) {
        let start = position
        while !isAtEnd, current.properties.isAlphabetic || current == "_" || current.properties.numericType != nil {
            position += 1
        }
        guard position > start, take(">" as UnicodeScalar) else { throw error("malformed name of a group") }
    }

    /// Reads flags; says whether a group follows them.
    private mutating func groupFlags() throws(PatternError) -> Bool {
        var isOn = true
        while !isAtEnd {
            let flag = current
            position += 1
            switch flag {
            case "i": flags.foldsCase = isOn
            case "s": flags.dotIsAll = isOn
            case "m": flags.isMultiline = isOn
            case "U": break
            case "-": isOn = false
            case ":": return true
            case ")": return false
            default:
                position -= 1
                throw error("unknown flag '\(flag)'; look-around is not part of RE2")
            }
        }
        throw error("a group has no closing ')'")
    }
}
