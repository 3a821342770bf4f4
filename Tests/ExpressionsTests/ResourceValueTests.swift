import Testing

@testable import Expressions

@Suite("Versions, quantities, URLs, wildcards")
struct ResourceValueTests {
    @Test(
        "versions are read as semver.org says, or more freely when asked",
        arguments: [
            ("1.0.0", "1.0.0", "1.0.0"), ("0.1.0-alpha.1", "0.1.0-alpha.1", "0.1.0-alpha.1"),
            ("1.2.3+b.01", "1.2.3+b.01", "1.2.3+b.01"),
            ("1.2.3-rc-1.x+5-a", "1.2.3-rc-1.x+5-a", "1.2.3-rc-1.x+5-a"), ("v1.0.0", nil, "1.0.0"),
            ("1.0", nil, "1.0.0"), ("1", nil, "1.0.0"),
            ("v1", nil, "1.0.0"), ("01.02.03", nil, "1.2.3"), ("1.0-rc", nil, nil),
            ("1.0.0-rc", "1.0.0-rc", "1.0.0-rc"), ("", nil, nil),
            ("v", nil, nil), ("vv1", nil, nil), ("V1.0.0", nil, nil), ("1.", nil, nil), ("1.2.", nil, nil),
            ("1.2.3.4", nil, nil),
            ("1.2.3-", nil, nil), ("1.2.3+", nil, nil), ("1.2.3-a..b", nil, nil), ("1.2.3-01", nil, nil),
            ("1.2.3-0", "1.2.3-0", "1.2.3-0"),
            ("1.2.3-a_b", nil, nil), ("1.2.3-é", nil, nil), (" 1.2.3", nil, nil), ("-1.2.3", nil, nil),
            ("1.2.x", nil, nil), ("200K", nil, nil),
            ("9223372036854775807.0.0", "9223372036854775807.0.0", "9223372036854775807.0.0"),
            ("9223372036854775808.0.0", nil, nil),
            ("1.2.3+a+b", nil, nil), ("1.2.3-01a", "1.2.3-01a", "1.2.3-01a"),
        ] as [(String, String?, String?)]
    )
    func versions(text: String, strict: String?, free: String?) {
        #expect(bytes(text) { SemanticVersion($0)?.text } == strict)
        #expect(bytes(text) { SemanticVersion($0, isNormalizing: true)?.text } == free)
    }

    @Test("versions are ordered as semver.org says")
    func versionOrder() throws {
        let ascending = [
            "0.0.1", "0.9.0", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-99999999999999999999", "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.10",
            "1.10.0", "10.0.0",
        ]
        for (i, a) in ascending.enumerated() {
            for (j, b) in ascending.enumerated() {
                let order = bytes(a) { a in
                    bytes(b) { b in SemanticVersion(a).flatMap { x in SemanticVersion(b).map { x.compare($0) } } }
                }
                #expect(order == (i - j).signum(), "\(a) \(b)")
            }
        }
        #expect(
            bytes("1.0.0+a") { a in
                bytes("1.0.0+b") { b in try? #require(SemanticVersion(a)).compare(#require(SemanticVersion(b))) }
            } == 0
        )
    }

    @Test(
        "quantities are exact billionths",
        arguments: [
            ("0", "0", 0), ("1", "1", 1), ("1.5G", "1500M", 1_500_000_000), ("200k", "200k", 200_000),
            ("1Ki", "1Ki", 1_024), ("1.5Gi", "1536Mi", 1_610_612_736),
            ("0.5Gi", "512Mi", 536_870_912), ("100m", "100m", nil), ("1000m", "1", 1), ("1500m", "1500m", nil),
            ("1n", "1n", nil), ("0.1n", "1n", nil),
            ("-0.1n", "-1n", nil), ("1e3", "1e3", 1_000), ("1E3", "1e3", 1_000), ("1e-3", "1e-3", nil),
            ("1E", "1E", 1_000_000_000_000_000_000), ("+5", "5", 5), ("-5k", "-5k", -5_000),
            (".5", "500m", nil), ("5.", "5", 5), ("0.000", "0", 0), ("1.10", "1100m", nil),
            ("7Ei", "7Ei", 8_070_450_532_247_928_832), ("16Ei", "16Ei", nil),
            ("12345678901234567890", "12345678901234567890", nil), ("1e-999999", "1e-9", nil), ("0e999999", "0", 0),
            ("0.5Ki", "512", 512), ("1.1Ki", "1126400m", nil),
            ("9223372036854775807", "9223372036854775807", .max), ("1e+3", "1e3", 1_000), ("9u", "9u", nil),
            ("3Pi", "3Pi", 3_377_699_720_527_872),
        ] as [(String, String, Int64?)]
    )
    func quantities(text: String, canonical: String, integer: Int64?) throws {
        let quantity = try bytes(text) { try Quantity.reading($0) }
        #expect(quantity.text == canonical)
        #expect(quantity.integer == integer)
    }

    @Test(
        "what is no quantity is refused, and so is one too large",
        arguments: [
            ("", false), (".", false), ("Mi", false), ("Three", false), ("200K", false), ("1,3G", false),
            ("1.3.5", false), ("1 k", false), ("1KI", false), ("1ki", false),
            ("--1", false), ("1e", false), ("1e1.5", false), ("1e3k", false), ("0x10", false), ("1i", false),
            ("1mi", false), ("١", false), ("1e99999999999999999999", false),
            ("1e400", true), ("999999999999999999999999999999E", true), ("1e999999", true),
            ("99999999999999999999999999999999999999999", true), ("999999999999Ei", true),
        ]
    )
    func badQuantities(text: String, isTooLarge: Bool) {
        let mistake = #expect(throws: Quantity.Mistake.self) { try bytes(text) { try Quantity.reading($0) } }
        #expect(mistake == (isTooLarge ? .tooLarge : .malformed))
    }

    @Test("sums of quantities are exact and never wrap")
    func sums() throws {
        func quantity(_ text: String) throws -> Quantity { try bytes(text) { try Quantity.reading($0) } }
        #expect(try quantity("50k").adding(quantity("20k"))?.text == "70k")
        #expect(try quantity("0.1").adding(quantity("0.2"))?.text == "300m")
        #expect(try quantity("1Gi").subtracting(quantity("1Mi"))?.text == "1023Mi")
        #expect(try quantity("50k").adding(Quantity(20))?.text == "50020")
        let large = try quantity("170000000000000000000000000000")
        #expect(large.adding(large) == nil)
        #expect(try quantity("-170000000000000000000000000000").subtracting(large) == nil)
    }

    @Test(
        "URLs come apart as in Kubernetes",
        arguments: [
            (
                "https://user:pass@example.com:80/path?query=val#fragment",
                "https|example.com:80|example.com|80|/path|query=val"
            ),
            ("/path", "||||/path|"), ("https://example.com", "https|example.com|example.com|||"),
            ("https://[::1]:80/", "https|[::1]:80|::1|80|/|"),
            ("https://[::1]/", "https|[::1]|::1||/|"),
            ("https://example.com/path with spaces/", "https|example.com|example.com||/path%20with%20spaces/|"),
            ("https://example.com/path?", "https|example.com|example.com||/path|"),
            ("mailto:me@example.com", "mailto|||||"), ("/a%2Fb", "||||/a%2Fb|"),
            ("/a b%2F", "||||/a%20b/|"), ("*", "||||*|"), ("s3://bucket/key", "s3|bucket|bucket||/key|"),
            ("https://example.com:/x", "https|example.com:|example.com||/x|"),
            ("/日本", "||||/%E6%97%A5%E6%9C%AC|"), ("file:///etc/passwd", "file||||/etc/passwd|"),
            ("https://a?x#y?z", "https|a|a|||x"), ("/a#b", "||||/a|"), ("/(x)!*'[]", "||||/(x)!*'[]|"),
        ]
    )
    func urls(text: String, parts: String) throws {
        let found = try bytes(text) { text in
            let url = try #require(WebAddress(text))
            let path = String(decoding: URLText.escapePath(url.path), as: UTF8.self)
            let parts = [url.scheme, url.host, url.hostname, url.port].map { String(decoding: $0, as: UTF8.self) }
            return (parts + [path, String(decoding: url.query, as: UTF8.self)]).joined(separator: "|")
        }
        #expect(found == parts)
    }

    @Test(
        "what is no URL is refused",
        arguments: [
            "", "../relative-path", "relative", "https://a:b/", "https://a:b:c/", ":80", "://x", "https://[::1",
            "https://[::1]x/", "https://a b/", "/%zz", "/%2",
            "https://ex%20ample.com/", "https://us er@host/", "/line\nbreak", "https://a/\u{7F}", "http://[::1]:x/",
            "/a#%", "1http://x",
        ]
    )
    func notURLs(text: String) {
        #expect(bytes(text) { WebAddress($0) == nil })
    }

    @Test(
        "wildcards fit what AWS says they fit",
        arguments: [
            ("*", "", true), ("*", "anything", true), ("s3:*", "s3:GetObject", true),
            ("s3:Get*", "s3:PutObject", false), ("S3:getobject", "s3:GetObject", true),
            ("s3:?etObject", "s3:GetObject", true), ("?", "", false), ("?", "日", true), ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false), ("", "", true), ("", "a", false),
            ("a", "", false), ("*a", "aaab", false), ("**a**", "bab", true), ("a?c*", "abc", true),
            ("${x}", "user", false), ("${x}", "${x}", true), ("*b", "abab", true),
        ]
    )
    func wildcards(pattern: String, text: String, expected: Bool) {
        let found = bytes(pattern) { pattern in
            bytes(text) { text in
                var wildcard = WildcardText(pattern, ignoresCase: true)
                return wildcard.matches(text)
            }
        }
        #expect(found == expected)
    }

    @Test("variables stand for anything only when asked; wildcards cover wildcards only when certain; work is bounded")
    func wildcardReaches() {
        func covers(_ a: String, _ b: String, _ opens: Bool = false) -> Bool {
            bytes(a) { a in
                bytes(b) { b in
                    var wildcard = WildcardText(a, opensVariables: opens)
                    return wildcard.covers(b)
                }
            }
        }
        #expect(covers("home/${aws:username}/*", "home/me/x", true) && !covers("home/${aws:username}/*", "home/me/x"))
        #expect(
            covers("s3:*", "s3:Get*") && !covers("s3:Get*", "s3:*") && covers("a?", "a?") && !covers("a?", "a*")
                && covers("*", "?")
        )
        let text = String(repeating: "a", count: 1_000)
        bytes(String(repeating: "a*", count: 500) + "b") { pattern in
            bytes(text) { text in
                var wildcard = WildcardText(pattern)
                let isMatch = wildcard.matches(text)
                #expect(!isMatch)
                #expect(wildcard.steps <= 1_001 * 1_001)
            }
        }
    }
}
