extension PatternParser {
    /// A group, after its `(`; nil for flags without one.
    mutating func group() throws(PatternError) -> PatternSyntax? {
        let start = position - 1
        let outer = flags
        var number: Int?
        if take("?" as UnicodeScalar) {
            if try groupName() {
                number = nextGroup()
            } else if try !groupFlags(start) {
                // `(?i)` holds to the end of the enclosing group.
                return nil
            }
        } else {
            number = nextGroup()
        }
        try spend(1)
        let inner = try alternatives()
        guard take(")" as UnicodeScalar) else { throw error("this group has no closing ')'", at: start) }
        flags = outer
        return number.map { .group(inner, number: $0) } ?? inner
    }

    private mutating func nextGroup() -> Int {
        groupCount += 1
        return groupCount
    }

    /// Reads `P<name>` or `<name>`; says whether there was one.
    private mutating func groupName() throws(PatternError) -> Bool {
        if take("P=") || take("P>") { throw error("RE2 has no references to groups", at: position - 2) }
        if take("<=") || take("<!") || take("=") || take("!") {
            throw error("RE2 has no look-around", at: position - 1)
        }
        guard take("P<") || take("<") else { return false }
        let start = position
        while !isAtEnd, current.properties.isAlphabetic || current == "_" || current.properties.numericType != nil {
            position += 1
        }
        guard position > start, take(">" as UnicodeScalar) else {
            throw error("the name of a group is letters, digits and '_', as in (?P<name>…)", at: start)
        }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars[start..<(position - 1)])
        guard groupNames.insert(String(name)).inserted else {
            throw error("two groups are called '\(String(name))'", at: start)
        }
        return true
    }

    /// Reads flags; says whether a group follows them.
    private mutating func groupFlags(_ start: Int) throws(PatternError) -> Bool {
        var isOn = true
        var count = 0
        while !isAtEnd {
            let flag = current
            position += 1
            count += 1
            switch flag {
            case "i": flags.foldsCase = isOn
            case "s": flags.dotIsAll = isOn
            case "m": flags.isMultiline = isOn
            case "U": flags.isUngreedy = isOn
            case "-" where isOn:
                isOn = false
                count = 0
            case ":" where isOn || count > 1: return true
            case ")" where isOn || count > 1: return false
            default:
                throw error("unknown flag '\(flag)'; there are i, s, m and U", at: position - 1)
            }
        }
        throw error("this group has no closing ')'", at: start)
    }
}
