/// Decides from the look of a value, without its name, whether it is a secret.
///
/// Looks only at bytes: a token is a run without blanks, quotes or brackets.
enum SecretShape {
    /// Starts that an issuer gives its secrets, and how long the whole token is at least.
    private static let prefixes: [(prefix: [UInt8], minimumLength: Int)] = [
        ("ghp_", 36), ("gho_", 36), ("ghu_", 36), ("ghs_", 36), ("ghr_", 36), ("github_pat_", 40), ("glpat-", 20),
        ("xoxb-", 20), ("xoxp-", 20), ("xoxa-", 20), ("xoxs-", 20), ("xapp-", 20), ("sk_live_", 20), ("rk_live_", 20),
        ("sk_test_", 20), ("AIza", 39), ("ya29.", 20), ("GOCSPX-", 20), ("whsec_", 20), ("SG.", 40), ("npm_", 36),
        ("dop_v1_", 40), ("hvs.", 24), ("sk-ant-", 24), ("sk-proj-", 24), ("AGE-SECRET-KEY-", 30), ("pypi-", 40),
    ].map { (Array($0.0.utf8), $0.1) }

    /// No secret that is known by its look alone is shorter, in bytes.
    static let minimumLength = 20

    /// Below this many bytes a random-looking token is taken for a name or an id.
    private static let minimumRandomLength = 32

    /// Says whether `token` by itself is a secret: an issuer's key, a JWT or a long random text.
    static func isSecret(_ token: ArraySlice<UInt8>, showsRandom: Bool = false) -> Bool {
        guard token.count >= minimumLength else { return false }
        return isAWSAccessKey(token) || hasIssuerPrefix(token) || isJWT(token) || (!showsRandom && isRandom(token))
    }

    /// AKIA and ASIA name usable keys; AIDA, AROA and others only name users and roles.
    private static func isAWSAccessKey(_ token: ArraySlice<UInt8>) -> Bool {
        token.count == 20
            && (token.starts(with: "AKIA".utf8) || token.starts(with: "ASIA".utf8))
            && token.allSatisfy { $0.isASCIIUppercase || $0.isASCIIDigit }
    }

    private static func hasIssuerPrefix(_ token: ArraySlice<UInt8>) -> Bool {
        prefixes.contains { token.count >= $0.minimumLength && token.starts(with: $0.prefix) }
    }

    /// Three base64url parts, of which the first two are JSON objects (`{"` is `eyJ`).
    private static func isJWT(_ token: ArraySlice<UInt8>) -> Bool {
        guard token.starts(with: "eyJ".utf8) else { return false }
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return (parts.count == 3 || parts.count == 5) && parts[0].count >= 10
            && parts.dropFirst().first?.isEmpty == false
    }

    /// A long token of capitals, small letters and digits that changes between them as often as chance does.
    ///
    /// Digests and ids in hexadecimal, ARNs, paths and host names are shown: they are what a reader needs. In random base64
    /// 64 in 100 neighbours differ in class, in names like `ELBSecurityPolicy-TLS13-1-2-2021-06` about 40.
    private static func isRandom(_ token: ArraySlice<UInt8>) -> Bool {
        guard token.count >= minimumRandomLength else { return false }
        var seen = CharacterClasses()
        for byte in token where !seen.count(byte) { return false }
        guard seen.upper > 0, seen.lower > 0, seen.digits > 0 else { return false }
        // AWS secret access keys have 40 characters, and a slash or plus in almost all.
        if token.count == 40, seen.others > 0, seen.longestLowerRun <= 4 { return true }
        guard seen.upper >= 3, seen.lower >= 3, seen.digits >= 2, seen.longestLowerRun <= 8 else { return false }
        return seen.changes * 100 >= (token.count - 1) * 45
    }
}

/// What a token is made of.
private struct CharacterClasses {
    var upper = 0
    var lower = 0
    var digits = 0
    var others = 0
    var changes = 0
    var longestLowerRun = 0
    private var run = 0
    private var last = 0

    /// Counts a byte; false where it cannot be part of base64.
    mutating func count(_ byte: UInt8) -> Bool {
        let kind: Int
        if byte.isASCIIUppercase {
            kind = 1
            upper += 1
        } else if byte.isASCIILowercase {
            kind = 2
            lower += 1
        } else if byte.isASCIIDigit {
            kind = 3
            digits += 1
        } else if Self.marks.contains(byte) {
            kind = 4
            others += 1
        } else {
            return false
        }
        if last != 0, kind != last { changes += 1 }
        run = kind == 2 ? run + 1 : 0
        longestLowerRun = max(longestLowerRun, run)
        last = kind
        return true
    }

    private static let marks = Array("+/=-_".utf8)
}
