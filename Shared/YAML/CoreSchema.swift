/// Says what plain scalars mean.
///
/// Source: YAML 1.2.2, section 10.3.2 "Tag Resolution" of the core schema.
enum CoreSchema {
    static func value(of text: String) -> YAMLScalar.Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
        case ".nan", ".NaN", ".NAN": return .double(.nan)
        default: return number(text) ?? .text(text)
        }
    }

    /// Tells whether YAML 1.1 read the word as a boolean, which its author may expect.
    static func isFormerBoolean(_ text: String) -> Bool {
        ["yes", "no", "on", "off", "y", "n"].contains(text.lowercased()) && text.count <= 3
    }

    /// Tells whether digits would lose their leading zeros as a number: mostly an account number without quotes.
    static func hasLeadingZero(_ text: String) -> Bool {
        text.utf8.count > 1 && text.utf8.first == UInt8(ascii: "0") && text.utf8.allSatisfy(isDigit)
    }

    private static func number(_ text: String) -> YAMLScalar.Value? {
        let digits =
            text.utf8.first == UInt8(ascii: "+") || text.utf8.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        if !digits.isEmpty, digits.utf8.allSatisfy(isDigit) {
            if let value = Int64(text) { return .int(value) }
            if let value = UInt64(text) { return .uint(value) }
            return Double(text).map { .double($0) }
        }
        if text.hasPrefix("0o") { return integer(text.dropFirst(2), radix: 8) }
        if text.hasPrefix("0x") { return integer(text.dropFirst(2), radix: 16) }
        return isFloat(digits.utf8) ? Double(text).map { .double($0) } : nil
    }

    private static func integer(_ digits: Substring, radix: Int) -> YAMLScalar.Value? {
        guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { return nil }
        if let value = Int64(digits, radix: radix) { return .int(value) }
        return UInt64(digits, radix: radix).map { .uint($0) }
    }

    /// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, which is less than Double(_:) takes.
    private static func isFloat(_ text: Substring.UTF8View) -> Bool {
        var rest = text[...]
        let whole = takeDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard takeDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func takeDigits(_ text: inout Substring.UTF8View.SubSequence) -> Int {
        let count = text.prefix(while: isDigit).count
        text.removeFirst(count)
        return count
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
