import Testing

@Suite("Functions: strings")
struct StringFunctionTests {
    @Test(
        "strings are cut, joined and searched by code points",
        arguments: [
            ("'héllo'.charAt(1)", #""é""#), ("'héllo'.charAt(5)", #""""#), ("'é'.charAt(2)", "indexOutOfRange"),
            ("'x'.charAt(-1)", "indexOutOfRange"), ("'x'.charAt(9223372036854775807)", "indexOutOfRange"),
            ("'x'.charAt(-9223372036854775808)", "indexOutOfRange"), ("''.charAt(0)", #""""#),
            ("'a😀b'.indexOf('b')", "2"), ("'a😀b'.indexOf('b', 2)", "2"), ("'a😀b'.indexOf('😀', 2)", "-1"),
            ("'abc'.indexOf('', 3)", "3"), ("'abc'.indexOf('', 4)", "indexOutOfRange"),
            ("'abc'.indexOf('a', -1)", "indexOutOfRange"), ("'aaa'.indexOf('aaaa')", "-1"),
            ("'a😀a😀'.lastIndexOf('😀')", "3"), ("'aaa'.lastIndexOf('aa')", "1"), ("'aaa'.lastIndexOf('a', 1)", "1"),
            ("'abc'.lastIndexOf('')", "3"), ("'ab'.lastIndexOf('ab', 0)", "0"), ("''.lastIndexOf('')", "0"),
            ("'ab'.lastIndexOf('b', 3)", "indexOutOfRange"),
            ("'a😀b'.substring(1)", #""😀b""#), ("'a😀b'.substring(1, 2)", #""😀""#), ("'ab'.substring(2)", #""""#),
            ("'ab'.substring(2, 1)", "invalidArgument"), ("'ab'.substring(0, 3)", "indexOutOfRange"),
            ("'ab'.substring(-9223372036854775808, 1)", "indexOutOfRange"),
            ("'añb'.reverse()", #""bña""#), ("'😀é'.reverse()", #""é😀""#), ("''.reverse()", #""""#),
            (#"'\u00a0\t x\u3000'.trim()"#, #""x""#), (#"' \t\n'.trim()"#, #""""#), (#"'\u200bx'.trim().size()"#, "2"),
            ("'ÄbC'.lowerAscii()", #""Äbc""#), ("'äbC'.upperAscii()", #""äBC""#), ("'abc'.lowerAscii()", #""abc""#),
            ("'😀'.size()", "1"), ("size('')", "0"), ("size(b'é')", "2"), ("[1, 2].size()", "2"), ("{1: 2}.size()", "1"),
        ]
    )
    func positions(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test(
        "splitting and replacing follow Go's rules for limits and empty texts",
        arguments: [
            ("'a,b,'.split(',')", #"["a","b",""]"#), ("','.split(',')", #"["",""]"#), ("''.split(',')", #"[""]"#),
            ("''.split('')", "[]"), ("'é😀'.split('')", #"["é","😀"]"#), ("'abc'.split('', 2)", #"["a","bc"]"#),
            ("'abc'.split('', 1)", #"["abc"]"#), ("'a,b'.split(',', 0)", "[]"),
            ("'a,b,c'.split(',', 2)", #"["a","b,c"]"#),
            ("'a,b'.split(',', -9223372036854775808)", #"["a","b"]"#),
            ("'a,b'.split(',', 9223372036854775807)", #"["a","b"]"#), ("'aaaa'.split('aa')", #"["","",""]"#),
            ("['a', 'b'].join()", #""ab""#), ("['', ''].join('-')", #""-""#), ("['x'].join('-')", #""x""#),
            ("dyn(['a', 1]).join()", "noSuchOverload"), ("[].join('x')", #""""#),
            ("['a'].join(dyn(1))", "noSuchOverload"),
            ("'aaa'.replace('a', 'bb')", #""bbbbbb""#), ("'aaa'.replace('aa', 'b')", #""ba""#),
            ("'aaa'.replace('a', '', 2)", #""a""#), ("'abc'.replace('x', 'y')", #""abc""#),
            ("'é😀'.replace('', '-')", #""-é-😀-""#), ("'ab'.replace('', '-', 2)", #""-a-b""#),
            ("''.replace('', 'x')", #""x""#),
            ("'abc'.replace('b', 'x', 0)", #""abc""#), ("'aa'.replace('a', 'b', -5)", #""bb""#),
            ("'abc'.contains('')", "true"), ("''.contains('a')", "false"), ("'abc'.startsWith('abcd')", "false"),
            ("'abc'.endsWith('')", "true"), ("'é'.endsWith('é')", "true"), ("'日本'.contains('本')", "true"),
        ]
    )
    func pieces(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test(
        "quote escapes what expressions escape",
        arguments: [
            (#"strings.quote('a"b\\c')"#, #""\"a\\\"b\\\\c\"""#),
            (#"strings.quote('\a\b\f\n\r\t\v') == '"\\a\\b\\f\\n\\r\\t\\v"'"#, "true"),
            ("strings.quote('é😀')", #""\"é😀\"""#),
        ]
    )
    func quotes(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }

    @Test("a pattern that is made while evaluating matches, or says what is wrong with it")
    func patterns() throws {
        #expect(Outcome.of("['a+b', '^x'].exists(p, 'aab'.matches(p))") == "true")
        #expect(Outcome.of("['a+b'].exists(p, matches('xab', p))") == "true")
        #expect(Outcome.of("['('].exists(p, 'a'.matches(p))") == "invalidArgument")
    }

    @Test(
        "what fits a pattern is found, one after the other",
        arguments: [
            ("'a1b22'.find('[0-9]+')", #""1""#), ("'abc'.find('[0-9]+')", #""""#),
            ("'a1b22'.findAll('[0-9]+')", #"["1","22"]"#), ("'abc'.findAll('x')", "[]"),
            ("'a1b22c3'.findAll('[0-9]', 2)", #"["1","2"]"#), ("'a1'.findAll('[0-9]', 0)", "[]"),
            ("'a1b2'.findAll('[0-9]', -9223372036854775808)", #"["1","2"]"#),
            ("'a1b2'.findAll('[0-9]', 9223372036854775807)", #"["1","2"]"#), ("'héé'.findAll('.')", #"["h","é","é"]"#),
            ("'aa'.findAll('')", #"["","",""]"#),
            ("'baac'.findAll('a*')", #"["","aa",""]"#), ("'a'.find('(')", "invalidArgument"),
            ("'aab'.find('(a)(b)')", #""ab""#), ("''.find('^$')", #""""#),
            ("'x'.find('(a{1000}){1000}')", "patternTooLarge"),
            ("['(a{1000}){1000}'].exists(p, 'x'.matches(p))", "patternTooLarge"),
        ]
    )
    func finding(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }
}
