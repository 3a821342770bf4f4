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
            ("\\Bcat", "concat", true), ("\\b", "", false), ("\\B", "", true), ("a\\b", "aé", true),
            ("(?m)^b$", "a\nb\nc", true), ("^b$", "a\nb\nc", false), ("a{2,3}", "aa", true), ("(?m)^$", "a\n", true),
            ("^a{2,3}$", "aaaa", false), ("a{0}b", "b", true), ("a{3,}", "aa", false), ("a{3,}", "aaaa", true),
            ("a{,2}", "a{,2}", true), ("x*", "", true), ("(ab|cd)+e", "abcde", true), ("^(a|b)*c$", "ababc", true),
            ("\\Qa.b\\E", "a.b", true), ("\\Qa.b\\E", "axb", false), ("\\Qa|(\\E+", "a|((", true),
            ("\\Qab", "ab", true),
            ("[[:alpha:]]+", "1a", true), ("[[:^digit:]]", "12", false), ("^[[:xdigit:]-]+$", "dead-beef", true),
            ("日本", "これは日本語", true), ("^[ぁ-ん]+$", "ひらがな", true), ("^[ぁ-ん]+$", "カタ", false), ("^.{3}$", "日本語", true),
            ("^[^a]$", "😀", true), ("\\x41\\x{1F600}", "A😀", true), ("(?i)é", "É", true), ("\\101\\07", "A\u{7}", true),
            ("(?P<n>a)(?<m>b)(?:c)", "abc", true), ("(?-i)A", "a", false), ("(?i)a(?-i)B", "AB", true),
            ("\\Aab\\z", "ab", true), ("a|b|", "zzz", true), ("^(?:a|)$", "", true), ("a??b", "b", true),
            ("^[\\d.]+$", "1.2", true), ("(?U)a+?b", "aab", true), ("[\\W\\d]+", "a", false),
            ("^[a-z0-9][a-z0-9.-]{2,61}[a-z0-9]$", "customer-logs-prod", true),
            ("^[a-z0-9][a-z0-9.-]{2,61}[a-z0-9]$", "Customer", false), ("\\.", "a", false), ("a+?$", "aaa", true),
            ("(?)a", "a", true), ("^ba(?i)*$", "baaa", true), ("(|a)*b", "aab", true), ("((a*)*)*$", "aaa", true),
            ("a$b", "ab", false), ("(^|x)a", "xa", true),
            ("[^\\x{0}-\\x{10FFFF}]", "a", false), ("(?i)[k-l]", "\u{212A}", true), ("(?i)straße", "STRAẞE", true),
            ("(?i)[^k]", "K", false), ("(?i)\\W", "ſ", false), ("(?i)σ", "ς", true), ("(?i)i", "ı", false),
        ]
    )
    func matching(pattern: String, text: String, expected: Bool) throws {
        for isOnce in [false, true] {
            let compiled = try Pattern(pattern, limit: 5_000, isOnce: isOnce)
            #expect((compiled.table == nil) == isOnce)
            #expect(compiled.matches(text) == expected, "\(isOnce ? "machine" : "table")")
        }
    }

    @Test(
        "classes by Unicode name hold what Unicode says",
        arguments: [
            ("^\\pL+$", "aßЖ日", true), ("^\\p{L}+$", "a1", false), ("^\\p{Letter}+$", "é", true),
            ("\\PL", "abc", false),
            ("\\p{Lu}", "abcÄ", true), ("\\p{Uppercase_Letter}", "abc", false), ("^\\pN+$", "1٣Ⅷ½", true),
            ("^\\p{Nd}+$", "½", false), ("\\p{Sc}", "€", true), ("^\\p{Zs}$", "\u{A0}", true),
            ("\\p{Co}", "\u{F0000}", true),
            ("^\\p{Greek}+$", "Ωμέγα", true), ("^\\p{Cyrillic}+$", "Ω", false), ("^\\p{Han}+$", "漢字", true),
            ("^\\p{Hiragana}+$", "ひらカ", false), ("^\\p{Katakana}+$", "カタ", true), ("^\\p{Hangul}+$", "한글", true),
            ("^\\p{Arabic}+$", "عربي", true), ("^\\p{Hebrew}+$", "עברית", true), ("^\\p{Thai}+$", "ไทย", true),
            ("^\\p{Latin}+$", "naïve", true), ("\\p{^Latin}", "abc", false), ("^\\P{^Latin}+$", "abc", true),
            ("^[\\p{Lu}\\d_]+$", "ÄB_1", true), ("^[^\\p{L}]+$", "12 -", true), ("^\\p{Any}$", "\u{378}", true),
            ("(?i)^\\p{Lu}+$", "aé", true),
        ]
    )
    func unicodeClasses(pattern: String, text: String, expected: Bool) throws {
        #expect(try Pattern(pattern, limit: 5_000).matches(text) == expected)
    }

    @Test(
        "a malformed or oversized pattern is refused with its place",
        arguments: [
            ("a(", 1), ("a)", 1), ("*a", 0), ("a**", 2), ("[a", 0), ("[b-a]", 1), ("\\", 1), ("\\p", 2), ("a{2,1}", 1),
            ("a{1001}", 1), ("(?=a)", 2), ("(?P<>a)", 4), ("(((a{100}){100}){100})", 0), ("[[:nope:]]", 1),
            ("\\x{110000}", 2), ("((){1000}){1000}{2}", 16), ("(a)\\1", 4), ("(?<!a)", 3), ("(?P<n>a)(?P<n>b)", 12),
            ("\\p{Klingon}", 2), ("\\p{L", 2), ("{2}a", 0), ("a|*", 2), ("(?i)*", 4), ("(?i", 0), ("(?i-)a", 4),
            ("(?x)a", 2), ("é\\Z", 3),
            ("\\C", 1),
            ("[\\d-z]", 1), ("\\Q*\\E**", 6), ("x{2}{3}", 4), ("(?P=n)", 2),
        ]
    )
    func malformed(pattern: String, offset: Int) throws {
        let error = try #require(throws: PatternError.self) { try Pattern(pattern, limit: 5_000) }
        #expect(error.offset == offset, "\(error.message)")
    }

    @Test("no part of a pattern escapes the limit on its size")
    func size() throws {
        let patterns = [
            String(repeating: "a{0}", count: 6_000), String(repeating: "()", count: 6_000),
            "(?i)" + String(repeating: "[b-ÿ]", count: 500),
            String(repeating: "|", count: 6_000), "[" + String(repeating: "\\pL", count: 6_000) + "]",
        ]
        for pattern in patterns {
            let error = try #require(throws: PatternError.self) { try Pattern(pattern, limit: 5_000) }
            #expect(error.message == "the pattern needs more than 5000 instructions (maximumPatternInstructions)")
        }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 200), limit: 5_000) }
    }

    @Test("a table stays within its limit; past it the machine answers the same")
    func tableLimit() throws {
        let pattern = "(a|b)*a(a|b){12}c"
        #expect(try Pattern(pattern, limit: 5_000).table == nil)
        #expect(try Pattern("abc", limit: 5_000, tableLimit: 10).table == nil)
        let text = String(repeating: "ab", count: 50)
        #expect(try Pattern(pattern, limit: 5_000).matches(text + "abbbbbbbbbbbbc"))
        #expect(try !Pattern(pattern, limit: 5_000).matches(text + "bbbbbbbbbbbbbc"))
    }

    @Test(
        "patterns that defeat backtracking take steps in proportion to the text",
        arguments: [
            "(a*)*b", "(a|aa)+$", "(x+x+)+y", ".{0,1000}x", "^(a+)+$", "^(a|a)*$", "^(a|b|ab)*c", "(a|b)*a(a|b){12}c",
            "(?:(?:(?:a?)?)?)*b", "\\b(a+)*\\b!", "(.*)(.*)(.*)x",
        ]
    )
    func linearSteps(pattern: String) throws {
        let program = try PatternProgram(PatternParser.parse(pattern, limit: 5_000), limit: 5_000)
        func steps(_ count: Int) -> Int {
            var text = String(repeating: "a", count: count) + "!"
            return text.withUTF8 { text in
                var machine = PatternMachine(program, text)
                _ = machine.matches()
                return machine.steps
            }
        }
        // The first 1,000 characters may cost less, until all places are taken.
        let (first, second, third) = (steps(1_500), steps(3_000), steps(4_500))
        #expect(abs((third - second) - (second - first)) <= program.instructions.count)
        #expect(third <= 4_501 * 4 * program.instructions.count)
    }
}

extension Pattern {
    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) }
    }
}
