import Testing

/// A message that must be refused, and how.
struct BadMessage: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let kind: String
    let code: String
    /// What `where` must be; a prefix where it ends in "…".
    let place: String

    init(_ name: String, _ bytes: [UInt8], kind: String = "config.changed", _ code: String, at place: String) {
        self.name = name
        self.bytes = bytes
        self.kind = kind
        self.code = code
        self.place = place
    }

    init(_ name: String, _ text: String, kind: String = "config.changed", _ code: String, at place: String) {
        self.init(name, Array(text.utf8), kind: kind, code, at: place)
    }

    var testDescription: String { name }

    /// Whether `found` is where the mistake is.
    func isAt(_ found: String) -> Bool {
        place.hasSuffix("…") ? found.hasPrefix(place.dropLast()) : found == place
    }

    /// A good message with some of its parts replaced; each part must be there.
    static func changed(_ parts: (String, String)...) -> String {
        var text = good
        for (old, new) in parts {
            precondition(text.contains(old), "\(old) is not in the message")
            text = text.replacing(old, with: new)
        }
        return text
    }

    static let good = """
        {"specversion":"1.0","id":"01a0bcd0-0000-7000-8000-000000000001","source":"//settei/test",\
        "type":"settei.config.changed.v1","subject":"3:aws,1:1,1:r,1:T,1:i","time":"2026-11-20T00:00:00Z",\
        "tenant":"acme","data":{"provider":"aws","account":"1","region":"r","resourceType":"T","resourceId":"i",\
        "configuration":{"a":1},"observedAt":"2026-11-20T00:00:00Z","version":7,\
        "change":{"action":"update","source":"test"}}}
        """

    static let all: [BadMessage] = [
        .init("an empty frame", [], "empty", at: ""),
        .init("no JSON", "hello", "not-json", at: "byte 0"),
        .init("half of a message", String(good.dropLast(40)), "not-json", at: "byte …"),
        .init("two values", good + "{}", "not-json", at: "byte \(good.utf8.count)"),
        .init("not UTF-8", Array(good.utf8.dropLast(4)) + [0xff, 0x22, 0x7d, 0x7d, 0x7d], "not-utf8", at: "byte …"),
        .init("depth 10,000", String(repeating: "[", count: 10_000), "too-deep", at: "byte 128"),
        .init(
            "depth 10,000 in the configuration",
            changed(("{\"a\":1}", String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000))),
            "too-deep",
            at: "byte …"
        ),
        .init("a key twice", changed(("\"a\":1", "\"a\":1,\"a\":2")), "duplicate-key", at: "byte …"),
        .init(
            "a key twice, spelled in two ways",
            changed(("\"a\":1", "\"a\":1,\"\\u0061\":2")),
            "duplicate-key",
            at: "byte …"
        ),
        .init("a number beyond double", changed(("\"a\":1", "\"a\":1e999")), "number-out-of-range", at: "byte …"),
        .init(
            "an integer beyond 64 bits",
            changed(("\"a\":1", "\"a\":123456789012345678901234567890")),
            "number-out-of-range",
            at: "byte …"
        ),
        .init("an array", "[\(good)]", "bad-envelope", at: ""),
        .init("a number as id", changed(("\"01a0bcd0-0000-7000-8000-000000000001\"", "5")), "bad-envelope", at: "id"),
        .init(
            "a subject of 5,000 bytes",
            changed(("3:aws,1:1,1:r,1:T,1:i", String(repeating: "x", count: 5_000))),
            "bad-envelope",
            at: "subject"
        ),
        .init("data that is text", changed(("\"data\":{", "\"data\":\"\",\"more\":{")), "bad-envelope", at: "data"),
        .init("a resource id that is a number", changed(("\"i\"", "5")), "bad-data", at: "data.resourceId"),
        .init("no resource type", changed(("\"resourceType\":\"T\",", "")), "bad-data", at: "data.resourceType"),
        .init("an unknown action", changed(("update", "explode")), "bad-data", at: "data.change.action"),
        .init(
            "a version that is text",
            changed(("\"version\":7", "\"version\":\"7\"")),
            "bad-data",
            at: "data.version"
        ),
        .init("no tenant", changed(("\"tenant\":\"acme\",", "")), "tenant-missing", at: "tenant"),
        .init("another's tenant", changed(("\"acme\"", "\"globex\"")), "tenant-not-allowed", at: "tenant"),
        .init("a tenant that is none", changed(("\"acme\"", "\"../acme\"")), "bad-envelope", at: "tenant"),
        .init(
            "a kind of another role",
            changed(("config.changed", "policy.published")),
            kind: "policy.published",
            "kind-not-allowed",
            at: "type"
        ),
        .init(
            "an assessment by an integrator",
            changed(
                ("config.changed", "config.assessed"),
                ("\"tenant\"", "\"causationid\":\"01a0bcd0-0000-7000-8000-000000000002\",\"tenant\"")
            ),
            kind: "config.assessed",
            "kind-not-allowed",
            at: "type"
        ),
        .init("an unknown kind", changed(("config.changed", "config.eaten")), "unknown-kind", at: "type"),
        .init("another kind in the first frame", good, kind: "config.assessed", "kind-mismatch", at: "type"),
        .init(
            "a change of the year 2100",
            changed(("\"observedAt\":\"2026", "\"observedAt\":\"2100")),
            "observed-in-future",
            at: "data.observedAt"
        ),
    ]
}
