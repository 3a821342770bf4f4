import Curl
import Foundation
import Testing

@testable import Notifier

@Suite("Webhooks, the parts that decide")
struct WebhookTests {
    static let first = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let second = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    /// Signatures computed by Python: `base64(hmac.new(b64decode(secret[6:]), f"{id}.{ts}.".encode()+body, sha256))`;
    /// the first is also in the test suites of the Standard Webhooks libraries.
    struct Vector: Sendable {
        let secret: String
        let id: String
        let timestamp: Int64
        let body: String
        let signature: String
    }

    static let vectors: [Vector] = [
        Vector(
            secret: first,
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp: 1_614_265_330,
            body: #"{"test": 2432232314}"#,
            signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        ),
        Vector(
            secret: second,
            id: "0123456789abcdef0123456789abcdef",
            timestamp: 1_763_600_000,
            body: #"{"件名":"重大"}"#,
            signature: "v1,AjS1ir18MSYFW8ibZqgIYHs8VLXgp3OrquDqMCHRlo4="
        ),
        Vector(
            secret: "# the new one first\n\(second)\n\n  \(first)  \n",
            id: "0123456789abcdef0123456789abcdef",
            timestamp: 1_763_600_000,
            body: #"{"件名":"重大"}"#,
            signature:
                "v1,AjS1ir18MSYFW8ibZqgIYHs8VLXgp3OrquDqMCHRlo4= v1,AJU06QF9Kctz2sLqsuUQFCfs/8kKvUyzNNq1CSj2RJk="
        ),
    ]

    @Test("a signature is the one that others compute, one for each key", arguments: vectors)
    func signature(_ vector: Vector) throws {
        let secret = try WebhookSecret(vector.secret)
        let found = secret.signature(id: vector.id, timestamp: vector.timestamp, body: Array(vector.body.utf8))
        #expect(found == vector.signature)
    }

    @Test(
        "a secret file that is not one is refused without showing it",
        arguments: [
            ("", WebhookSecretError.count(0)), ("\(first)\n\(first)\n\(first)", .count(3)),
            ("secret", .form(line: 1)), ("whsec_!!", .form(line: 1)),
            ("\(first)\nwhsec_AAAA", .length(line: 2, bytes: 3)),
        ]
    )
    func badSecret(_ content: String, _ expected: WebhookSecretError) {
        #expect(throws: expected) { try WebhookSecret(content) }
        #expect(!expected.description.contains("AAAA"))
    }

    @Test(
        "Retry-After is read in all its forms and bounded",
        arguments: [
            ("120", 120), ("0", 0), (" 7 ", 7), ("999999999999999999999", 86_400), ("90000", 86_400),
            ("Fri, 31 Dec 1999 23:59:59 GMT", 59), ("Friday, 31-Dec-99 23:59:59 GMT", 59),
            ("Fri Dec 31 23:59:59 1999", 59), ("Fri, 31 Dec 1999 23:58:00 GMT", 0),
            ("Sat, 31 Dec 2050 00:00:00 GMT", 86_400),
            ("-5", nil), ("1.5", nil), ("soon", nil), ("", nil), ("Fri, 31 Foo 1999 23:59:59 GMT", nil),
            ("Fri, 31 Dec 1999 25:59:59 GMT", nil), ("Fri, 31 Dec 1999 23:59:59 JST", nil),
        ] as [(String, Int?)]
    )
    func retryAfter(_ text: String, _ seconds: Int?) {
        let now = Date(timeIntervalSince1970: 946_684_740)
        #expect(RetryAfter.wait(text, now: now) == seconds.map { Duration.seconds($0) })
    }

    @Test(
        "addresses that are not of the open internet are refused",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
            "168.63.129.16", "169.254.169.254", "169.254.1.1", "172.16.0.1", "172.31.255.255", "192.0.0.192",
            "192.0.2.1",
            "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
            "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::a00:1",
            "64:ff9b:1::1", "100::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
            "2001::1", "2001:db8::1", "2002:a00:1::", "3fff::1", "4000::1",
        ]
    )
    func refusedAddress(_ text: String) throws {
        let address = try #require(IPAddress(written: text))
        #expect(TargetCheck(allowed: []).refusal(of: address, encrypted: true) != nil)
    }

    @Test(
        "addresses of the open internet are not refused, encrypted",
        arguments: [
            "8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
            "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:800::200e", "2400:4000::1", "[2600::1]",
        ]
    )
    func openAddress(_ text: String) throws {
        let address = try #require(IPAddress(written: text))
        #expect(TargetCheck(allowed: []).refusal(of: address, encrypted: true) == nil)
        #expect(TargetCheck(allowed: []).refusal(of: address, encrypted: false) != nil)
    }

    @Test("the operator's blocks are allowed, without encryption too, and nothing beyond them")
    func allowed() throws {
        let blocks = try ["127.0.0.0/8", "10.1.2.3", "fd12::/16"].map { try #require(AddressBlock($0)) }
        let check = TargetCheck(allowed: blocks)
        for text in ["127.0.0.1", "10.1.2.3", "fd12:1::1"] {
            #expect(check.refusal(of: try #require(IPAddress(written: text)), encrypted: false) == nil)
        }
        for text in ["10.1.2.4", "::1", "fd13::1", "::ffff:127.0.0.1"] {
            #expect(check.refusal(of: try #require(IPAddress(written: text)), encrypted: true) != nil)
        }
    }

    @Test(
        "a block is refused where it is not one",
        arguments: ["10.0.0.1/8", "10.0.0.0/33", "x/8", "10.0.0.0/", "", "::/129"]
    )
    func badBlock(_ text: String) {
        #expect(AddressBlock(text) == nil)
    }

    @Test(
        "a target is a plain http or https URL",
        arguments: [
            ("https://hooks.example/a?b=c", "https://hooks.example"),
            ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080"),
            ("HTTPS://[::1]:443/", "https://[::1]:443"), ("ftp://x/", nil), ("file:///etc/passwd", nil),
            ("https://user:pw@x/", nil), ("https://x\\@y/", nil), ("https:///path", nil), ("https://x y/", nil),
            ("https://x:99999/", nil), ("gopher://x", nil), ("", nil),
        ] as [(String, String?)]
    )
    func target(_ url: String, _ shown: String?) {
        #expect(WebhookTarget(url)?.shown == shown)
    }
}
