import Testing

@testable import Expressions

@Suite("Captures of a pattern")
struct PatternCaptureTests {
    @Test(
        "groups take what RE2 gives them, leftmost first",
        arguments: [
            ("a(b)c", "xabc", ["abc", "b"]), ("(a|ab)(c|bcd)", "abcd", ["abcd", "a", "bcd"]), ("a+", "baab", ["aa"]),
            ("a+?", "baab", ["a"]), ("(a*)(a*)", "aa", ["aa", "aa", ""]), ("(a*?)(a*)", "aa", ["aa", "", "aa"]),
            ("(?U)(a*)(a*)$", "aa", ["aa", "", "aa"]), ("(a)|(b)", "b", ["b", nil, "b"]), ("(a*)*", "b", ["", ""]),
            ("(a|b)*", "abc", ["ab", "b"]), ("(?:(a)|b)*", "ab", ["ab", "a"]), ("x*", "aaa", [""]),
            ("(\\w+)@(\\w+)\\.com", "mail to me@work.com now", ["me@work.com", "me", "work"]),
            (
                "(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)", "abcdefghijk",
                ["abcdefghijk", "a", "b", "c", "d", "e", "f", "g", "h", "i"]
            ),
            ("(日)本", "日本", ["日本", "日"]), ("(|a)+", "aaa", ["", ""]), ("(a|)+", "aaa", ["aaa", "a"]),
            ("\\b(\\w)(\\w*)", "-hello-", ["hello", "h", "ello"]), ("(a{2}){2}", "aaaaa", ["aaaa", "aa"]),
            ("^(?P<key>[^=]+)=(?P<value>.*)$", "a=b=c", ["a=b=c", "a", "b=c"]),
            ("(a+)(b+)?", "aac", ["aa", "aa", nil]),
        ]
    )
    func groups(pattern: String, text: String, expected: [String?]) throws {
        let found = try all(pattern, text, count: 1)
        #expect(found.first == expected)
    }

    @Test(
        "matches that do not overlap follow one another as in Go",
        arguments: [
            ("a", "banana", ["a", "a", "a"]), ("a*", "baaac", ["", "aaa", ""]), ("", "日x", ["", "", ""]),
            ("\\d+", "1 22 333", ["1", "22", "333"]),
            ("^a", "aaa", ["a"]), ("a$", "aaa", ["a"]), ("\\b", "a b", ["", "", "", ""]),
            ("aa", "aaaaa", ["aa", "aa"]), ("x", "", []),
            ("(?m)^.", "ab\ncd", ["a", "c"]), (".*b|a", "aaac", ["a", "a", "a"]),
        ]
    )
    func allMatches(pattern: String, text: String, expected: [String]) throws {
        #expect(try all(pattern, text, count: .max).map { $0[0] } == expected)
    }

    @Test("many searches that each look far ahead end at the limit on steps")
    func exhausted() throws {
        let program = try PatternProgram(PatternParser.parse(".*b|a", limit: 100), limit: 100, hasCaptures: true)
        var text = String(repeating: "a", count: 5_000)
        text.withUTF8 { text in
            var machine = PatternMachine(program, text, maximumSteps: 100_000)
            #expect(machine.all(count: .max).count < 5_000)
            #expect(machine.isExhausted)
            #expect(machine.steps < 101_000)
        }
    }

    private func all(_ pattern: String, _ text: String, count: Int) throws -> [[String?]] {
        let program = try PatternProgram(PatternParser.parse(pattern, limit: 5_000), limit: 5_000, hasCaptures: true)
        var text = text
        return text.withUTF8 { text in
            var machine = PatternMachine(program, text)
            return machine.all(count: count).map { match in
                stride(from: 0, to: match.count, by: 2).map { slot in
                    guard match[slot] >= 0 else { return nil }
                    return String(decoding: text[match[slot]..<match[slot + 1]], as: UTF8.self)
                }
            }
        }
    }
}
