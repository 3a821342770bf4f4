/// Reads the syntax of RE2, but for `\C`, which would cut code points in two.
///
/// Source: github.com/google/re2, wiki page "Syntax".
struct PatternParser {
    struct Flags {
        var foldsCase = false
        var dotIsAll = false
        var isMultiline = false
        var isUngreedy = false
    }

    /// The most that `{n,m}` may ask for, as in RE2.
    private static let maximumRepeat = 1_000
    private static let maximumDepth = 100

    let scalars: [UnicodeScalar]
    var position = 0
    var flags = Flags()
    var groupCount = 0
    var groupNames: Set<String> = []

    private let limit: Int
    private var depth = 0
    /// What was read so far, in instructions it will need at least.
    private var parts = 0
    private var sets: [ScalarSet] = []
    private var setNumbers: [ScalarSet: Int] = [:]

    /// `limit` bounds the parts of the pattern.
    static func parse(_ pattern: String, limit: Int) throws(PatternError) -> ParsedPattern {
        var parser = PatternParser(pattern, limit: limit)
        let syntax = try parser.alternatives()
        guard parser.isAtEnd else { throw parser.error("this ')' closes nothing; a literal one is written \\)") }
        return ParsedPattern(syntax: syntax, sets: parser.sets, groupCount: parser.groupCount)
    }

    private init(_ pattern: String, limit: Int) {
        scalars = Array(pattern.unicodeScalars)
        self.limit = limit
    }

    var isAtEnd: Bool { position >= scalars.count }
    var current: UnicodeScalar { isAtEnd ? "\0" : scalars[position] }

    func error(_ message: String) -> PatternError { error(message, at: position) }

    func error(_ message: String, at position: Int) -> PatternError {
        let offset = scalars.prefix(position).reduce(0) { $0 + (UTF8.encode($1)?.count ?? 0) }
        return PatternError(offset: offset, message: message)
    }

    mutating func take(_ scalar: UnicodeScalar) -> Bool {
        guard !isAtEnd, current == scalar else { return false }
        position += 1
        return true
    }

    mutating func take(_ text: String) -> Bool {
        guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    mutating func spend(_ count: Int) throws(PatternError) {
        parts += count
        guard parts <= limit else { throw .tooLarge(limit) }
    }

    /// The part that matches one code point of a set, or of its case folding.
    mutating func set(_ set: ScalarSet) throws(PatternError) -> PatternSyntax {
        // A set of many ranges, as of Unicode classes, takes as long to make as many small ones.
        try spend(1 + set.ranges.count >> 4)
        let number = setNumbers[set] ?? sets.count
        if number == sets.count {
            setNumbers[set] = number
            sets.append(set)
        }
        return .set(number)
    }

    mutating func literal(_ scalar: UnicodeScalar) throws(PatternError) -> PatternSyntax {
        try set(try folded(ScalarSet([scalar.value...scalar.value])))
    }

    mutating func folded(_ set: ScalarSet) throws(PatternError) -> ScalarSet {
        guard flags.foldsCase else { return set }
        // Folding a large set goes through all letters that have cases.
        if !set.isSmall { try spend(32) }
        return set.foldingCase
    }

    mutating func alternatives() throws(PatternError) -> PatternSyntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw error("groups nest deeper than \(Self.maximumDepth)") }
        var branches = [try sequence()]
        while take("|" as UnicodeScalar) {
            try spend(1)
            branches.append(try sequence())
        }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternSyntax {
        var parts: [PatternSyntax] = []
        var isQuoting = false
        while !isAtEnd, isQuoting || (current != "|" && current != ")") {
            if isQuoting, take("\\E") {
                isQuoting = false
                // Only the last character of a quotation is repeated.
                if let last = parts.popLast() { parts.append(try repeated(last)) }
            } else if isQuoting {
                position += 1
                parts.append(try literal(scalars[position - 1]))
            } else if take("\\Q") {
                isQuoting = true
            } else if let atom = try atom() {
                parts.append(try repeated(atom))
            } else if let last = parts.popLast() {
                // Flags are no part: what is repeated behind them is what stands before.
                parts.append(try repeated(last))
            }
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func repeated(_ atom: PatternSyntax) throws(PatternError) -> PatternSyntax {
        guard let (from, to) = try repeatCount() else { return atom }
        try spend(1)
        let isLazy = take("?" as UnicodeScalar) != flags.isUngreedy
        let start = position
        guard try repeatCount() == nil else {
            throw error("a repetition of a repetition needs a group, as in (?:a*)*", at: start)
        }
        return .repeated(atom, from: from, to: to, isLazy: isLazy)
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
            throw error("a repetition goes from 0 to \(Self.maximumRepeat), the lower count first", at: start)
        }
        return (from, to)
    }

    private mutating func number() -> Int? {
        let start = position
        var value = 0
        while ("0"..."9").contains(current), !isAtEnd {
            value = min(value * 10 + Int(current.value - 0x30), 1_000_000)
            position += 1
        }
        return position > start ? value : nil
    }

    /// One part before it is repeated; nil for flags.
    private mutating func atom() throws(PatternError) -> PatternSyntax? {
        let start = position
        if try repeatCount() != nil { throw error("nothing to repeat before '\(scalars[start])'", at: start) }
        let scalar = current
        position += 1
        switch scalar {
        case "(": return try group()
        case "[": return try set(try bracket())
        case ".": return try set(flags.dotIsAll ? .all : ScalarSet([0x0A...0x0A]).inverted)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "\\": return try escaped()
        default: return try literal(scalar)
        }
    }
}
