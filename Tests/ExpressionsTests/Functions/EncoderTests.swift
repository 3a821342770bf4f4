import Testing

@Suite("Functions: encoders")
struct EncoderTests {
    @Test(
        "base64 is written with padding and read with or without",
        arguments: [
            ("base64.encode(b'')", #""""#), ("base64.encode(b'a')", #""YQ==""#), ("base64.encode(b'ab')", #""YWI=""#),
            ("base64.encode(b'abc')", #""YWJj""#),
            (#"base64.encode(b'\xff\xfe\xfd')"#, #""//79""#), ("base64.decode('') == b''", "true"),
            ("base64.decode('YQ==') == b'a'", "true"),
            ("base64.decode('YQ') == b'a'", "true"), ("base64.decode('YWI=') == b'ab'", "true"),
            ("base64.decode('YWI') == b'ab'", "true"),
            (#"base64.decode('YW\nJj\r\n') == b'abc'"#, "true"), ("base64.decode('Y')", "invalidArgument"),
            ("base64.decode('YQ=')", "invalidArgument"),
            ("base64.decode('YQ===')", "invalidArgument"), ("base64.decode('YWJj=')", "invalidArgument"),
            ("base64.decode('=')", "invalidArgument"),
            ("base64.decode('YQ==YQ==')", "invalidArgument"), ("base64.decode('Y Q=')", "invalidArgument"),
            ("base64.decode('-_-_')", "invalidArgument"),
            ("base64.decode('é')", "invalidArgument"), ("base64.decode(dyn(1))", "noSuchOverload"),
            ("string(base64.decode(base64.encode(bytes('日本😀'))))", #""日本😀""#),
        ]
    )
    func base64(expression: String, outcome: String) {
        #expect(Outcome.of(expression) == outcome)
    }
}
