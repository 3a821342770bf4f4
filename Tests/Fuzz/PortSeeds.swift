/// What a client would send that means well.
enum PortSeeds {
    static func all(_ way: PortTarget.Way) -> [[UInt8]] { byWay[way] ?? [] }

    private static let byWay = Dictionary(uniqueKeysWithValues: PortTarget.Way.allCases.map { ($0, make($0)) })

    private static func make(_ way: PortTarget.Way) -> [[UInt8]] {
        switch way {
        case .bytes: [[0], [0xff], Array("hello\r\n".utf8), [UInt8](repeating: 0xff, count: 64), greeting("CURVE")]
        case .greeting: greetings
        case .http: requests.map { Array($0.utf8) }
        case .ingest: messages.map { Array($0.utf8) }
        case .query: questions.map { Array($0.utf8) }
        case .serviceIngest:
            serviceMessages.map { Array($0.utf8) }
                + AnsweredChange(0).answers.map { Array($0.joined(separator: [0x1f])) }
        case .serviceQuery: (questions + serviceQuestions).map { Array($0.utf8) }
        }
    }

    /// An inbox's id.
    static let sender = "0123456789abcdef0123456789abcdef"

    /// Signature, version, mechanism, role and filler: 64 bytes.
    private static func greeting(_ mechanism: String, version: UInt8 = 3) -> [UInt8] {
        let name = Array(mechanism.utf8) + [UInt8](repeating: 0, count: 20 - mechanism.utf8.count)
        return [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, version, 1] + name + [UInt8](repeating: 0, count: 32)
    }

    private static func command(_ name: String, _ body: [UInt8]) -> [UInt8] {
        let content = [UInt8(name.utf8.count)] + Array(name.utf8) + body
        let size = content.count
        return size < 256
            ? [4, UInt8(size)] + content : [6, 0, 0, 0, 0, 0, 0, UInt8(size >> 8), UInt8(size & 255)] + content
    }

    /// 194 bytes that look like the first word of CURVE: version, padding, a key, a nonce, a box.
    private static let hello: [UInt8] =
        [1, 0] + [UInt8](repeating: 0, count: 72) + (0..<120).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }

    private static let greetings: [[UInt8]] = [
        greeting("CURVE"), greeting("CURVE") + command("HELLO", hello), greeting("NULL") + command("READY", []),
        greeting("NULL") + command("READY", Array("\u{b}Socket-Type\u{0}\u{0}\u{0}\u{3}PUB".utf8)),
        greeting("PLAIN") + command("HELLO", Array("\u{1}a\u{1}b".utf8)), greeting("CURVE", version: 2),
        greeting("CURVE", version: 1),
        greeting("CURVE") + command("HELLO", hello) + command("INITIATE", [UInt8](repeating: 7, count: 300)),
        greeting("CURVE") + command("ERROR", [3, 52, 48, 48]), greeting("CURVE") + command("PING", [0, 10, 1, 2, 3]),
        [1, 0], [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f],
    ]

    private static let requests = [
        "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /metrics HTTP/1.0\r\n\r\n",
        "POST /healthz HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
        "HEAD / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "GET /metrics?a=b&c=%41 HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n\r\n",
    ]

    private static let change = """
        {"specversion":"1.0","id":"01a0bcd0-0000-7000-8000-000000000001","source":"//settei/test",\
        "type":"settei.config.changed.v1","subject":"3:aws,1:1,1:r,1:T,1:i","time":"2026-11-20T00:00:00Z",\
        "tenant":"acme","data":{"provider":"aws","account":"1","region":"r","resourceType":"T","resourceId":"i",\
        "configuration":{"a":1},"observedAt":"2026-11-20T00:00:00Z","version":7,\
        "change":{"action":"update","source":"test"}}}
        """

    /// Frames are set apart by a byte that no text has, 0xff as a scalar of its own here: U+001F.
    private static let messages = [
        "config.changed/\u{1f}0123456789abcdef0123456789abcdef\u{1f}17\u{1f}\(change)",
        "hold.placed/\u{1f}0123456789abcdef0123456789abcdef\u{1f}18\u{1f}\(change)",
        "replica.heartbeat/\u{1f}0123456789abcdef0123456789abcdef\u{1f}-\u{1f}{\"service\":\"x\",\"takes\":[\"assess\"],\"credit\":4}",
        "config.changed/\u{1f}\u{1f}\u{1f}", "\u{1f}\u{1f}\u{1f}\u{1f}\u{1f}",
    ]

    private static let questions = [
        #"{"id":"q","op":"hello"}"#, #"{"id":"q","op":"findings","tenant":"acme","status":["open"],"limit":500}"#,
        #"{"id":"q","op":"posture","tenant":"acme"}"#, #"{"id":"q","op":"refusals","token":"17"}"#,
        #"{"id":"q","op":"latest","kind":"policy.published","subject":"x"}"#,
        #"{"id":"q","op":"replay","kind":"finding.opened","after":0,"waitMilliseconds":10}"#,
        #"{"id":"q","op":"get","kind":"config.changed","messageId":"01a0bcd0-0000-7000-8000-000000000001"}"#,
        #"{"id":"q","op":"prove","messageId":"01a0bcd0-0000-7000-8000-000000000001"}"#,
        #"{"id":"q","op":"check","tenant":"acme","changes":[{"change":{"a":1}}],"deadlineMilliseconds":1}"#,
        #"{"id":"q","op":"export","tenant":"acme","from":"2026-11-20T00:00:00Z"}"#, "\u{1f}\u{1f}",
    ]

    private static let serviceMessages = [
        "replica.heartbeat/\u{1f}\(sender)\u{1f}-\u{1f}{\"service\":\"config-checker\",\"takes\":[\"assess\"],\"credit\":64,"
            + "\"epoch\":\"\",\"policy\":\"sha256:00\",\"state\":\"ready\",\"holding\":[],\"checks\":8}",
        "replica.heartbeat/\u{1f}fedcba9876543210fedcba9876543210\u{1f}-\u{1f}{\"service\":\"notifier\",\"takes\":[\"plan\",\"deliver\"],"
            + "\"credit\":1024,\"epoch\":\"1-0\",\"state\":\"draining\",\"holding\":[\"01a0bcd0-0000-8000-8000-000000000001\"]}",
        "check.answer/\u{1f}\(sender)\u{1f}-\u{1f}{\"check\":\"1\",\"body\":{\"policy\":{\"version\":1,\"digest\":\"sha256:00\"},"
            + "\"durationMicroseconds\":1,\"results\":[]}}",
        "check.answer/\u{1f}\(sender)\u{1f}-\u{1f}{\"check\":\"2\",\"code\":\"internal\",\"message\":\"x\"}",
    ]

    private static let serviceQuestions = [
        #"{"id":"q","op":"status"}"#,
        #"{"id":"q","op":"replay","kind":"","after":0,"limit":5,"waitMilliseconds":10}"#,
        #"{"id":"q","op":"latest","kind":"tenant.registered","subject":"acme","tenant":"acme"}"#,
        #"{"id":"q","op":"dead-letters","limit":5}"#,
    ]
}
