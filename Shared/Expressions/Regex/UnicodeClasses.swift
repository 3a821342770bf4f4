/// The sets that `\p{…}` names: general categories, in short or in full, and scripts.
enum UnicodeClasses {
    /// The set of a name; nil for none.
    static func set(_ name: String) -> ScalarSet? {
        if let categories = categories[name] {
            return ScalarSet(categories.flatMap { members[$0] ?? [] })
        }
        if name == "Any" { return .all }
        return scripts[name].map { ScalarSet($0.split(separator: " ").compactMap(range)) }
    }

    private static func range(_ text: Substring) -> ClosedRange<UInt32>? {
        let ends = text.split(separator: "-").compactMap { UInt32($0, radix: 16) }
        guard let low = ends.first, let high = ends.last, low <= high else { return nil }
        return low...high
    }

    /// The code points of each category, found once, when the first pattern asks.
    private static let members: [Unicode.GeneralCategory: [ClosedRange<UInt32>]] = {
        var members: [Unicode.GeneralCategory: [ClosedRange<UInt32>]] = [:]
        var start: UInt32 = 0
        var current = Unicode.GeneralCategory.control
        // Past U+3FFFF only U+E0000…U+E0FFF and the private planes are assigned.
        for value: UInt32 in [0...0x3FFFF, 0xE0000...0xE0FFF].joined() {
            let category = UnicodeScalar(value)?.properties.generalCategory ?? .surrogate
            guard category != current || value == 0xE0000 else { continue }
            members[current, default: []].append(start...(value == 0xE0000 ? 0x3FFFF : value - 1))
            start = value
            current = category
        }
        members[current, default: []].append(start...0xE0FFF)
        members[.privateUse, default: []] += [0xF0000...0xFFFFD, 0x100000...0x10FFFD]
        return members
    }()

    /// Source: Unicode Standard Annex 44, section 5.7.1, "General Category Values".
    private static let single: [(String, String, Unicode.GeneralCategory)] = [
        ("Lu", "Uppercase_Letter", .uppercaseLetter), ("Ll", "Lowercase_Letter", .lowercaseLetter),
        ("Lt", "Titlecase_Letter", .titlecaseLetter), ("Lm", "Modifier_Letter", .modifierLetter),
        ("Lo", "Other_Letter", .otherLetter), ("Mn", "Nonspacing_Mark", .nonspacingMark),
        ("Mc", "Spacing_Mark", .spacingMark), ("Me", "Enclosing_Mark", .enclosingMark),
        ("Nd", "Decimal_Number", .decimalNumber), ("Nl", "Letter_Number", .letterNumber),
        ("No", "Other_Number", .otherNumber), ("Pc", "Connector_Punctuation", .connectorPunctuation),
        ("Pd", "Dash_Punctuation", .dashPunctuation), ("Ps", "Open_Punctuation", .openPunctuation),
        ("Pe", "Close_Punctuation", .closePunctuation), ("Pi", "Initial_Punctuation", .initialPunctuation),
        ("Pf", "Final_Punctuation", .finalPunctuation), ("Po", "Other_Punctuation", .otherPunctuation),
        ("Sm", "Math_Symbol", .mathSymbol), ("Sc", "Currency_Symbol", .currencySymbol),
        ("Sk", "Modifier_Symbol", .modifierSymbol), ("So", "Other_Symbol", .otherSymbol),
        ("Zs", "Space_Separator", .spaceSeparator), ("Zl", "Line_Separator", .lineSeparator),
        ("Zp", "Paragraph_Separator", .paragraphSeparator), ("Cc", "Control", .control), ("Cf", "Format", .format),
        ("Cs", "Surrogate", .surrogate), ("Co", "Private_Use", .privateUse),
    ]

    private static let groups: [(String, String)] = [
        ("L", "Letter"), ("M", "Mark"), ("N", "Number"), ("P", "Punctuation"), ("S", "Symbol"), ("Z", "Separator"),
        ("C", "Other"),
    ]

    private static let categories: [String: [Unicode.GeneralCategory]] = {
        var result: [String: [Unicode.GeneralCategory]] = [:]
        for (short, long, category) in single {
            result[short] = [category]
            result[long] = [category]
        }
        for (short, long) in groups {
            let members = single.filter { $0.0.hasPrefix(short) }.map(\.2)
            result[short] = members
            result[long] = members
        }
        return result
    }()
}
