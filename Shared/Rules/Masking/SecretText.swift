/// Masks the secrets inside one text and leaves the rest readable.
///
/// Knows keys by their look (``SecretShape``), `name=value` and `name: value` pairs (``SecretName``), the password in
/// `scheme://user:password@host`, what follows `Bearer` and `Basic`, and private keys in PEM.
struct SecretText {
    /// What stands in the place of a secret.
    static let mask = "***"

    private let bytes: [UInt8]
    private let showsRandom: Bool
    private var output: [UInt8] = []
    private var changed = false

    private init(_ text: String, showsRandom: Bool) {
        bytes = Array(text.utf8)
        self.showsRandom = showsRandom
    }

    /// Returns `text` with its secrets masked, or nil when there are none.
    ///
    /// - Parameter showsRandom: leaves random-looking texts alone, for settings that hold digests.
    static func masked(_ text: String, showsRandom: Bool = false) -> String? {
        guard mayHoldSecret(text) else { return nil }
        var scanner = SecretText(text, showsRandom: showsRandom)
        if scanner.isPrivateKey { return mask }
        scanner.scan()
        return scanner.changed ? String(decoding: scanner.output, as: UTF8.self) : nil
    }

    /// Whether there is anything to look at: short texts without a pair or an address have no secret in them.
    static func mayHoldSecret(_ text: String) -> Bool {
        let bytes = text.utf8
        if bytes.count >= SecretShape.minimumLength { return true }
        return bytes.count >= 6
            && bytes.contains { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: " ") }
    }

    /// Whether it is a private key in PEM or an OpenPGP block, which both say so between dashes.
    private var isPrivateKey: Bool {
        guard bytes.count >= 32 else { return false }
        for start in 0...(bytes.count - Self.privateKey.count) where bytes[start] == Self.privateKey[0] {
            if bytes[start...].starts(with: Self.privateKey) { return true }
        }
        return false
    }

    private static let privateKey = Array("PRIVATE KEY".utf8)

    private mutating func scan() {
        var index = 0
        var pendingSecret = false
        while index < bytes.count {
            let end = tokenEnd(from: index)
            guard end > index else {
                output.append(bytes[index])
                index += 1
                continue
            }
            let token = bytes[index..<end]
            if pendingSecret {
                replace(token)
                pendingSecret = false
            } else {
                appendChecked(token)
                pendingSecret = announcesSecret(token, next: end)
            }
            index = end
        }
    }

    /// A token followed by `=` or `:` is the name of what comes next; so are the schemes of an authorization header.
    private func announcesSecret(_ token: ArraySlice<UInt8>, next: Int) -> Bool {
        let name = String(decoding: token, as: UTF8.self)
        guard next < bytes.count else { return false }
        if bytes[next] == UInt8(ascii: " "), name == "Bearer" || name == "Basic" { return true }
        var position = next
        while position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: " ") {
            position += 1
        }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "=") || bytes[position] == UInt8(ascii: ":")
        else {
            return false
        }
        // "Authorization: Bearer …": the scheme is not yet the secret.
        let rest = bytes[(position + 1)...].drop { $0 == UInt8(ascii: " ") }
        if rest.starts(with: "Bearer ".utf8) || rest.starts(with: "Basic ".utf8) { return false }
        return Self.isPairName(name)
    }

    private static func isPairName(_ name: String) -> Bool {
        if SecretName.isSecret(name) { return true }
        // The signature of an Azure shared access signature and of presigned URLs.
        return name == "sig" || name == "X-Amz-Signature" || name == "X-Amz-Security-Token"
            || name == "X-Goog-Signature"
    }

    private mutating func appendChecked(_ token: ArraySlice<UInt8>) {
        if SecretShape.isSecret(token, showsRandom: showsRandom) {
            replace(token)
        } else if let password = urlPassword(in: token) {
            output.append(contentsOf: token[..<password.lowerBound])
            replace(token[password])
            output.append(contentsOf: token[password.upperBound...])
        } else {
            output.append(contentsOf: token)
        }
    }

    private mutating func replace(_ token: ArraySlice<UInt8>) {
        output.append(contentsOf: Self.mask.utf8)
        changed = true
    }

    /// The password of `//user:password@host`, where `token` starts after the scheme's colon.
    private func urlPassword(in token: ArraySlice<UInt8>) -> Range<Int>? {
        guard token.starts(with: "//".utf8) else { return nil }
        let authorityStart = token.startIndex + 2
        let authority = token[authorityStart...].prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard
            let at = authority.lastIndex(of: UInt8(ascii: "@")),
            let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":")),
            colon + 1 < at
        else { return nil }
        return (colon + 1)..<at
    }

    /// Tokens end at blanks, quotes, brackets and the separators of pairs; `=` only where no padding stands.
    private func tokenEnd(from start: Int) -> Int {
        var index = start
        let isAuthority = bytes[start...].starts(with: "//".utf8)
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "="), !isPadding(index) { break }
            if byte == UInt8(ascii: ":"), !isAuthority { break }
            if Self.isSeparator(byte) { break }
            index += 1
        }
        return index
    }

    private func isPadding(_ index: Int) -> Bool {
        var position = index
        while position < bytes.count, bytes[position] == UInt8(ascii: "=") { position += 1 }
        return index > 0 && (position == bytes.count || Self.isSeparator(bytes[position])) && position - index <= 2
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"),
            UInt8(ascii: "}"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "?"),
            UInt8(ascii: "\\"):
            true
        default:
            false
        }
    }
}
