import JSON
import Testing

@testable import Expressions

@Suite("Pattern")
struct PatternTests {
    @Test(
        "a pattern matches where RE2 does, by table and by machine alike",
        arguments: [
            ("", "", true), ("", "x", true), ("a", "bab", true), ("a", "bbb", false), ("^a", "ab", true),
            ("^a", "ba", false),
            ("a$", "ba", true), ("a$", "ab", false), ("^$", "", true), ("^$", "a", false), ("a.c", "abc", true),
            ("a.c", "a\nc", false), ("(?s)a.c", "a\nc", true), ("(?i)AbC", "xaBc", true), ("(?i:a)b", "Ab", true),
            ("(?i:a)b", "AB", false), ("[a-c]+$", "xcab", true), ("[^a-c]", "abc", false), ("[]a]", "]", true),
            ("[a\\-c]", "-", true), ("[a-]", "-", true), ("\\d{3}-\\d{4}", "tel 555-1234", true),
            ("^\\w+$", "a_1", true),
            ("^\\w+$", "a b", false), ("\\bcat\\b", "a cat!", true), ("\\bcat\\b", "concat", false),
            ("\\Bcat", "concat", true),
            ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb\nc", false), ("a{2,3}", "aa", true),
            ("^a{2,3}$", "aaaa", false),
            ("a{,2}", "a{,2}", true), ("x*", "", true), ("(ab|cd)+e", "abcde", true), ("^(a|b)*c$", "ababc", true),
            ("\\Qa.b\\E", "a.b", true), ("\\Qa.b\\E", "axb", false), ("[[:alpha:]]+", "1a", true),
            ("[[:^digit:]]", "12", false),
            ("日本", "これは日本語", true), ("^[ぁ-ん]+$", "ひらがな", true), ("^[ぁ-ん]+$", "カタ", false), ("^.{3}$", "日本語", true),
            ("^[^a]$", "😀", true), ("\\x41\\x{1F600}", "A😀", true), ("(?i)é", "É", true),
            ("(?P<n>a)(?<m>b)(?:c)", "abc", true),
            ("\\Aab\\z", "ab", true), ("a|b|", "zzz", true), ("^(?:a|)$", "", true), ("a??b", "b", true),
            ("^[\\d.]+$", "1.2", true),
            ("^[a-z0-9][a-z0-9.-]{2,61}[a-z0-9]$", "customer-logs-prod", true),
            ("^[a-z0-9][a-z0-9.-]{2,61}[a-z0-9]$", "Customer", false), ("\\.", "a", false), ("a+?$", "aaa", true),
        ]
    )
    func matching(pattern: String, text: String, expected: Bool) throws {
        for isOnce in [false, true] {
            let compiled = try Pattern(pattern, limit: 5_000, isOnce: isOnce)
            var text = text
            #expect(text.withUTF8 { compiled.matches($0) } == expected)
        }
    }

    @Test(
        "a malformed or oversized pattern is refused with its place",
        arguments: [
            ("a(", 2), ("a)", 1), ("*a", 0), ("a**", 2), ("[a", 2), ("[b-a]", 4), ("\\", 1), ("\\p", 1), ("a{2,1}", 6),
            ("a{1001}", 7),
            ("(?=a)", 2), ("(?P<>a)", 4), ("(((a{100}){100}){100})", 0), ("[[:nope:]]", 3), ("\\x{110000}", 10),
            ("((){1000}){1000}{2}", 16),
        ]
    )
    func malformed(pattern: String, offset: Int) throws {
        let error = try #require(throws: PatternError.self) { try Pattern(pattern, limit: 5_000) }
        #expect(error.offset == offset, "\(error.message)")
    }

    @Test("patterns that defeat backtracking take time proportional to the text", .timeLimit(.minutes(1)))
    func linearTime() throws {
        var text = String(repeating: "a", count: 20_000) + "!"
        for pattern in ["^(a+)+$", "^(a|a)*$", "(a*)*b", "^(a|b|ab)*c", "(x+x+)+y", "(a|b)*a(a|b){12}c"] {
            let compiled = try Pattern(pattern, limit: 5_000)
            #expect(text.withUTF8 { compiled.matches($0) } == false)
        }
    }
}
