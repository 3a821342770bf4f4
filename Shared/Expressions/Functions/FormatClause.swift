/// The letters that may stand behind a percent sign.
enum FormatClause: String {
    case string = "s"
    case decimal = "d"
    case fixed = "f"
    case scientific = "e"
    case binary = "b"
    case octal = "o"
    case hexadecimal = "x"
    case upperHexadecimal = "X"

    /// What a value must be, in the words of an error.
    var wanted: String {
        switch self {
        case .string:
            "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps"
        case .decimal: "decimal clause can only be used on ints, uints, and doubles"
        case .fixed: "fixed-point clause can only be used on ints, uints, and doubles"
        case .scientific: "scientific clause can only be used on ints, uints, and doubles"
        case .binary: "only ints, uints, and bools can be formatted as binary"
        case .octal: "octal clause can only be used on ints and uints"
        case .hexadecimal, .upperHexadecimal: "only ints, uints, bytes, and strings can be formatted as hex"
        }
    }
}
