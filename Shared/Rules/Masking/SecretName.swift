/// Decides from the name of a setting whether its value is a secret.
///
/// A name is cut into words (`masterUserPassword`, `DB_PASSWORD` and `db-password` all end in "password"), and it is
/// the last words that say what the value is: `passwordPolicy` and `minimumPasswordLength` are not secrets.
enum SecretName {
    /// Nouns that are a secret by themselves when a name ends in them.
    private static let nouns: Set<String> = [
        "password", "passwords", "passwd", "pwd", "pass", "passphrase", "passcode", "secret", "secrets", "token",
        "tokens",
        "credential", "credentials", "authorization", "cookie", "jwt", "apikey", "privatekey", "secretkey", "accesskey",
        "connectionstring", "authtoken", "sas", "pem", "psk",
    ]

    /// What makes a following `key`, `keys`, `string`, `url` or `uri` secret.
    private static let pairs: Set<String> = [
        "api key", "api keys", "access key", "access keys", "private key", "private keys", "secret key", "secret keys",
        "shared key", "account key", "signing key", "encryption key", "master key", "session key", "ssh key",
        "auth key",
        "storage key", "host key", "license key", "service key", "function key", "client key", "webhook url",
        "webhook uri",
        "connection string", "connection strings", "connection uri", "sas url", "sas uri", "shared secret",
        // Scripts that machines run at their start: where passwords in them are found, they must not be shown.
        "user data", "custom data", "startup script", "shutdown script", "init script",
    ]

    /// Words after the noun that change nothing: `passwordValue` is as secret as `password`.
    private static let tails: Set<String> = [
        "value", "values", "text", "plain", "plaintext", "data", "base64", "b64", "old", "new", "current", "previous",
        "primary",
        "secondary", "hash", "1", "2", "3", "string", "material", "content", "body", "env", "var",
    ]

    /// Names that end in a secret noun and yet are choices, counters or marks for paging.
    private static let harmless: Set<String> = [
        "http tokens", "next token", "continuation token", "page token", "client token", "creation token",
        "idempotency token",
        "client request token", "marker token", "require token", "uses password", "has password", "public access key",
        "rotate password", "require password", "allow password", "require secret", "disable password",
        "change password",
        "users to change password", "pagination token", "request token", "mfa token", "hard expiry password",
    ]

    /// Says whether a setting called `name` holds a secret.
    static func isSecret(_ name: some StringProtocol) -> Bool {
        guard mayBeSecret(name) else { return false }
        var words = self.words(of: name)
        guard !words.isEmpty else { return false }
        if isHarmless(words) { return false }
        while let last = words.last, words.count > 1, tails.contains(last) {
            if isNoun(words) { return true }
            words.removeLast()
        }
        return isNoun(words) && !isHarmless(words)
    }

    /// Whether the name has three letters in it that every name of a secret has: most names are done with here.
    private static func mayBeSecret(_ name: some StringProtocol) -> Bool {
        var last: UInt32 = 0
        for byte in name.utf8 {
            last = (last << 8 | UInt32(byte.asciiLowercased)) & 0xFF_FFFF
            if starts.contains(last) { return true }
        }
        return false
    }

    private static let starts: [UInt32] = [
        "pas", "pwd", "sec", "tok", "key", "cre", "aut", "coo", "jwt", "con", "sas", "pem", "psk", "web", "use", "cus",
        "scr",
    ].map { $0.utf8.reduce(0) { $0 << 8 | UInt32($1) } }

    private static func isNoun(_ words: [String]) -> Bool {
        guard let last = words.last else { return false }
        if nouns.contains(last) || nouns.contains(Self.withoutNumber(last)) { return true }
        guard words.count > 1 else { return false }
        return pairs.contains(words[words.count - 2] + " " + last)
    }

    /// `password1` is a password too.
    private static func withoutNumber(_ word: String) -> String {
        var bytes = Array(word.utf8)
        while let last = bytes.last, last.isASCIIDigit { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isHarmless(_ words: [String]) -> Bool {
        var tail = ""
        for word in words.reversed().prefix(4) {
            tail = tail.isEmpty ? word : word + " " + tail
            if harmless.contains(tail) { return true }
        }
        return false
    }

    /// Cuts a name at everything that is no letter or digit and where small letters turn into capitals.
    static func words(of name: some StringProtocol) -> [String] {
        let bytes = Array(name.utf8)
        var words: [String] = []
        var word: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let isWordByte = byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80
            if !isWordByte || startsWord(at: index, in: bytes), !word.isEmpty {
                words.append(String(decoding: word, as: UTF8.self))
                word.removeAll(keepingCapacity: true)
            }
            if isWordByte { word.append(byte.asciiLowercased) }
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }

    private static func startsWord(at index: Int, in bytes: [UInt8]) -> Bool {
        guard index > 0, bytes[index].isASCIIUppercase else { return false }
        if !bytes[index - 1].isASCIIUppercase { return true }
        // The last capital of "DBPassword" belongs to the word that follows.
        return index + 1 < bytes.count && bytes[index + 1].isASCIILowercase
    }
}
