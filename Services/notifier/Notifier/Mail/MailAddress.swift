/// Holds a mail address that may be put into a header and given to a server as it is.
struct MailAddress: Sendable, Hashable {
    /// `local@domain`, ASCII.
    let address: String
    /// The name to show before it, if any.
    let name: String?

    /// Reads `local@domain` or `Name <local@domain>`; nil for anything that a header or SMTP command could be forged with.
    ///
    /// Quoted local parts, comments, literals and non-ASCII are not accepted: nobody needs them here.
    init?(_ text: String) {
        let trimmed = text.drop(while: { $0 == " " })
        if let open = trimmed.lastIndex(of: "<"), trimmed.last == ">" {
            let name = trimmed[..<open].reversed().drop(while: { $0 == " " }).reversed()
            self.name = name.isEmpty ? nil : String(name)
            address = String(trimmed[trimmed.index(after: open)...].dropLast())
        } else {
            name = nil
            address = String(trimmed)
        }
        guard Self.isValid(address) else { return nil }
    }

    /// The part behind the `@`.
    var domain: String { address.split(separator: "@").last.map(String.init) ?? "" }

    /// As a header shows it; `header` is that header's name.
    func text(header: String) -> String {
        guard let name else { return address }
        let word = EncodedWord.header(name, name: header)
        let isPhrase = name.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || $0 == " ") }
        if isPhrase || word.hasPrefix("=?") { return "\(word) <\(address)>" }
        let quoted = word.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        return "\"\(quoted)\" <\(address)>"
    }

    private static func isValid(_ address: String) -> Bool {
        let parts = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].count), (1...255).contains(parts[1].count) else {
            return false
        }
        return parts[0].allSatisfy(isAtom) && !parts[0].starts(with: ["-".utf8.first ?? 0])
            && parts[1].allSatisfy(isDomain)
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
        }
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
