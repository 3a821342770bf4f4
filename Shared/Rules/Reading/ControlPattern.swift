/// How a source numbers its controls.
///
/// Compared by hand: packs hold thousands of references, and a regular expression would be read anew for each.
enum ControlPattern: Sendable {
    /// `III.3.1.1`, `II.1.2`, optionally an item in small roman numerals: `III.1.1.1 v`.
    case guideline
    /// `12.4.1`, `A.8.9`, `CLD.9.5.1`, optionally a letter in brackets: so many numbers.
    case clause(ClosedRange<Int>)
    /// `9.4.1`, `10.1.1.9.PB`.
    case measure
    /// `AC-3`, `AC-3(1)`.
    case family
    /// `PR.AC-4`.
    case subcategory
    /// `S3.8`.
    case service
    /// The benchmark's version and a number: `3.0 2.1.4`.
    case benchmark

    func matches(_ number: Substring) -> Bool {
        var scanner = ControlScanner(rest: number.utf8)
        return scanner.matches(self) && scanner.rest.isEmpty
    }
}

/// Takes the parts of a control's number from its beginning.
private struct ControlScanner {
    var rest: Substring.UTF8View

    mutating func matches(_ pattern: ControlPattern) -> Bool {
        switch pattern {
        case .guideline:
            let chapters = ["III", "II", "IV", "I", "V"]
            guard chapters.contains(where: { take($0) }), (1...3).contains(dottedNumbers()) else { return false }
            return rest.isEmpty || (take(" ") && letters(among: "ivx") > 0)
        case .clause(let counts):
            _ = take("A.") || take("CLD.")
            guard number(), counts.contains(1 + dottedNumbers()) else { return false }
            if rest.isEmpty { return true }
            _ = take(" ")
            return take("(") && letter(in: "a"..."z") && take(")")
        case .measure:
            guard number(), (1...4).contains(dottedNumbers()) else { return false }
            return rest.isEmpty || take(".PB") || take(".B")
        case .family:
            guard letter(in: "A"..."Z"), letter(in: "A"..."Z"), take("-"), number() else { return false }
            return rest.isEmpty || (take("(") && number() && take(")"))
        case .subcategory:
            guard ["GV", "ID", "PR", "DE", "RS", "RC"].contains(where: { take($0) }), take(".") else { return false }
            return letter(in: "A"..."Z") && letter(in: "A"..."Z") && take("-") && number()
        case .service:
            guard letter(in: "A"..."Z") else { return false }
            while letter(in: "A"..."Z") || letter(in: "a"..."z") || letter(in: "0"..."9") {}
            return take(".") && number()
        case .benchmark:
            guard number(), dottedNumbers() > 0, take(" "), number() else { return false }
            return dottedNumbers() <= 4
        }
    }

    private mutating func take(_ word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest = rest.dropFirst(word.utf8.count)
        return true
    }

    private mutating func letter(in range: ClosedRange<Unicode.Scalar>) -> Bool {
        guard let first = rest.first, range.contains(Unicode.Scalar(first)) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func letters(among letters: String) -> Int {
        let count = rest.prefix { letters.utf8.contains($0) }.count
        rest = rest.dropFirst(count)
        return count
    }

    private mutating func number() -> Bool {
        guard letter(in: "0"..."9") else { return false }
        while letter(in: "0"..."9") {}
        return true
    }

    /// How many of `.12` follow.
    private mutating func dottedNumbers() -> Int {
        var count = 0
        while rest.first == UInt8(ascii: "."), rest.dropFirst().first.map({ (0x30...0x39).contains($0) }) ?? false {
            _ = take(".")
            _ = number()
            count += 1
        }
        return count
    }
}
