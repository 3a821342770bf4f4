import Messages
import Testing

@Suite("Ids, times and keys")
struct IdentityTests {
    @Test(
        "a UUID is read and written in lower case only",
        arguments: [
            ("0193460a-3b00-7c3e-9a51-5d2c1f0e7a44", true), ("00000000-0000-0000-0000-000000000000", true),
            ("0193460A-3b00-7c3e-9a51-5d2c1f0e7a44", false), ("0193460a3b007c3e9a515d2c1f0e7a44", false),
            ("0193460a-3b00-7c3e-9a51-5d2c1f0e7a4", false), ("0193460a-3b00-7c3e-9a51-5d2c1f0e7a4g", false),
            ("", false),
        ]
    )
    func uuid(text: String, good: Bool) {
        #expect(MessageID(text)?.text == (good ? text : nil))
        #expect(MessageID(text).flatMap { MessageID(bytes: $0.bytes) } == MessageID(text))
    }

    @Test("ids made later are greater and keep their time")
    func ordered() {
        let early = MessageID(version7At: Timestamp(milliseconds: 1_700_000_000_000), random: (.max, .max))
        let late = MessageID(version7At: Timestamp(milliseconds: 1_700_000_000_001), random: (0, 0))
        #expect(early < late)
        #expect(early.milliseconds == 1_700_000_000_000)
        #expect(early.version == 7)
        #expect(early.isTimeOrdered)
    }

    @Test(
        "times are read as RFC 3339 says",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-20T01:02:03.456Z", 1_795_136_523_456_000),
            ("2026-11-20T10:02:03.456+09:00", 1_795_136_523_456_000), ("2000-02-29T23:59:60Z", 951_868_800_000_000),
            ("1969-12-31T23:59:59.999999999Z", -1), ("2026-02-29T00:00:00Z", nil), ("2026-13-01T00:00:00Z", nil),
            ("2026-11-20T24:00:00Z", nil), ("2026-11-20", nil), ("2026-11-20T01:02:03", nil),
            ("2026-11-20T01:02:03.Z", nil),
            ("2026-11-20T01:02:03.1234567890Z", nil), ("2026-11-20 01:02:03Z", nil), ("0000-01-01T00:00:00Z", nil),
        ] as [(String, Int64?)]
    )
    func times(text: String, microseconds: Int64?) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(
        "times are written so that they read back",
        arguments: [
            0, 1, 1_000, 951_868_799_999_999, 1_795_136_523_456_000, -1, -62_135_596_800_000_000,
            253_402_300_799_999_999,
        ] as [Int64]
    )
    func roundTrip(microseconds: Int64) {
        let time = Timestamp(microseconds: microseconds)
        #expect(Timestamp(time.text) == time, "\(time.text)")
    }

    @Test("a resource key cannot be mistaken for another's, whatever the names contain")
    func keys() {
        let tricky = Resource(provider: "aws", account: "1,3:a", region: "日本", type: "T:1", id: "")
        #expect(tricky.key == "3:aws,5:1,3:a,6:日本,3:T:1,0:")
        #expect(Resource(key: tricky.key) == tricky)
        for bad in [
            "", "3:aws", "3:aws,1:1,1:r,1:t,2:i", "3:aws,1:1,1:r,1:t,1:i,", "x:aws,1:1,1:r,1:t,1:i",
            "-1:,1:1,1:r,1:t,1:i",
        ] {
            #expect(Resource(key: bad) == nil, "\(bad)")
        }
    }

    @Test("derived ids are the same for the same thing and differ in every part")
    func derived() {
        let base = DerivedID.item(cause: Samples.change, recordedAt: Samples.time, kind: .assess, trigger: .change)
        #expect(base == Samples.item)
        #expect(base.version == 8)
        #expect(base.milliseconds == Samples.change.milliseconds)
        let others = [
            DerivedID.item(cause: Samples.item, recordedAt: Samples.time, kind: .assess, trigger: .change),
            DerivedID.item(cause: Samples.change, recordedAt: Samples.time, kind: .plan),
            DerivedID.item(
                cause: Samples.change,
                recordedAt: Samples.time,
                kind: .assess,
                trigger: .policy,
                policy: "a"
            ),
            DerivedID.item(
                cause: Samples.change,
                recordedAt: Samples.time,
                kind: .assess,
                trigger: .policy,
                policy: "b"
            ),
            DerivedID.item(cause: Samples.change, recordedAt: Samples.time, kind: .deliver, route: "r", delivery: 1),
            DerivedID.item(cause: Samples.change, recordedAt: Samples.time, kind: .deliver, route: "r", delivery: 2),
        ]
        #expect(Set(others + [base]).count == 7)
    }

    @Test(
        "senders and tokens are checked",
        arguments: [
            ("00112233445566778899aabbccddeeff", true), ("00112233445566778899AABBCCDDEEFF", false), ("0011", false),
            ("", false),
        ]
    )
    func senders(text: String, good: Bool) {
        #expect(Topic.isValid(sender: text.utf8) == good)
    }

    @Test("tokens are 1 to 64 bytes of visible ASCII")
    func tokens() {
        #expect(Topic.isValid(token: "17".utf8))
        #expect(Topic.isValid(token: String(repeating: "x", count: 64).utf8))
        #expect(!Topic.isValid(token: String(repeating: "x", count: 65).utf8))
        #expect(!Topic.isValid(token: "".utf8))
        #expect(!Topic.isValid(token: "a b".utf8))
        #expect(!Topic.isValid(token: "é".utf8))
    }
}
