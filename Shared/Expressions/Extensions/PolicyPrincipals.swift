/// Who a statement is about.
extension PolicyReader {
    /// Whether a statement is about everybody in the world, without an account of AWS or with any.
    func isAboutEverybody(_ statement: PolicyStatement, _ frame: inout Frame) throws(Failure) -> Bool {
        guard let principal = statement.principal else { return false }
        let isEverybody = try anyPrincipal(in: principal.value, &frame) { _, text, _ throws(Failure) in
            text.elementsEqual("*".utf8) || (statement.isAllow && isOpen(text))
        }
        // All but a few is everybody; all but everybody is nobody.
        return principal.isInverted ? !isEverybody : isEverybody
    }

    /// Whether a statement is about one principal: an ARN, an account, a service, or `*` for everybody.
    func isAbout(_ wanted: UTF8View, _ statement: PolicyStatement, _ frame: inout Frame) throws(Failure) -> Bool {
        if wanted.elementsEqual("*".utf8) { return try isAboutEverybody(statement, &frame) }
        // A policy without principals hangs on an identity, and is about that.
        guard let principal = statement.principal else { return true }
        let isGenerous = statement.isAllow != principal.isInverted
        let isListed = try anyPrincipal(in: principal.value, &frame) { _, text, frame throws(Failure) in
            if text.elementsEqual("*".utf8) || text.isEqual(wanted) { return true }
            if let account = Self.accountRoot(text), let own = Self.account(wanted) {
                return account.elementsEqual(own)
            }
            guard isGenerous else { return false }
            return try covers(text, wanted, ignoresCase: false, opensVariables: true, &frame)
        }
        return isListed != principal.isInverted
    }

    /// Calls `body` with the kind and the text of each principal until it returns true.
    private func anyPrincipal(
        in value: Operand,
        _ frame: inout Frame,
        _ body: (Operand, UTF8View, inout Frame) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        guard var kinds = Entries(value) else {
            return try anyText(in: value, &frame) { text, frame throws(Failure) in try body(.null, text, &frame) }
        }
        while let (kind, value) = kinds.nextValues() {
            let isFound = try anyText(in: value, &frame) { text, frame throws(Failure) in
                try body(kind, text, &frame)
            }
            if isFound { return true }
        }
        return false
    }

    /// Whether wildcards reach past one account, as in `arn:aws:iam::*:root`.
    private func isOpen(_ text: UTF8View) -> Bool {
        PolicyText.hasWildcard(text) && !PolicyText.namesAccount(text)
    }

    /// The account of `123456789012` or `arn:aws:iam::123456789012:root`, which both stand for all in it.
    private static func accountRoot(_ text: UTF8View) -> Slice<UTF8View>? {
        if PolicyText.isAccount(text[...]) { return text[...] }
        guard text.ends(withASCII: ":root") else { return nil }
        return account(text)
    }

    /// The account that a principal belongs to.
    private static func account(_ text: UTF8View) -> Slice<UTF8View>? {
        PolicyText.isAccount(text[...]) ? text[...] : PolicyText.account(ofARN: text)
    }
}

/// What the texts in policies are made of.
enum PolicyText {
    static func hasWildcard(_ text: UTF8View) -> Bool {
        text.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } || hasVariable(text)
    }

    static func hasVariable(_ text: UTF8View) -> Bool {
        zip(text, text.dropFirst()).contains { $0 == UInt8(ascii: "$") && $1 == UInt8(ascii: "{") }
    }

    /// Whether it is the twelve digits of an account.
    static func isAccount(_ text: Slice<UTF8View>) -> Bool { text.count == 12 && text.allSatisfy(\.isDigit) }

    /// The fifth field of `arn:aws:iam::123456789012:role/x`; nil when it is no account.
    static func account(ofARN text: UTF8View) -> Slice<UTF8View>? {
        let fields = text.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0].elementsEqual("arn".utf8), isAccount(fields[4]) else { return nil }
        return fields[4]
    }

    /// Whether an ARN names its account, whatever wildcards stand behind it.
    static func namesAccount(_ text: UTF8View) -> Bool { account(ofARN: text) != nil }
}

extension UTF8View {
    fileprivate func ends(withASCII suffix: StaticString) -> Bool {
        ends(withBytes: UTF8View(start: suffix.utf8Start, count: suffix.utf8CodeUnitCount))
    }
}
