import EvidenceLog
import TestSupport
import Testing

struct LogOriginTests {
    @Test(
        "tenants have origins that are keys' names",
        arguments: [
            ("acme", "b/tenant/acme"), ("", "b/operators"), ("operators", "b/tenant/operators"),
            ("store", "b/tenant/store"),
            ("a b", "b/tenant/a%20b"), ("a+b", "b/tenant/a%2Bb"), ("a/b", "b/tenant/a%2Fb"),
            ("a%2Fb", "b/tenant/a%252Fb"),
            ("..", "b/tenant/%2E%2E"), (".", "b/tenant/%2E"), ("...", "b/tenant/..."), ("a.b", "b/tenant/a.b"),
            ("日本", "b/tenant/%E6%97%A5%E6%9C%AC"), ("a\nb", "b/tenant/a%0Ab"), ("~-_", "b/tenant/~-_"),
        ]
    )
    func origins(tenant: String, origin: String) {
        #expect(LogOrigin.tenant(tenant, of: "b") == origin)
        #expect(LogOrigin.tenant(in: origin, of: "b") == tenant)
        #expect(KeyName.isValid(origin))
    }

    @Test("no two names have one origin, and every origin gives its name back")
    func injective() throws {
        var random = Seeded(state: 5)
        let parts = ["a", "A", ".", "%", "2", "F", "/", " ", "+", "é", "e\u{301}", "\u{0}", "operators", "~"]
        var names: [String: [UInt8]] = [:]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...4, using: &random)
            let name = (0..<count).compactMap { _ in parts.randomElement(using: &random) }.joined()
            let origin = LogOrigin.tenant(name, of: "example.com")
            #expect(names[origin, default: Array(name.utf8)] == Array(name.utf8))
            names[origin] = Array(name.utf8)
            #expect(LogOrigin.tenant(in: origin, of: "example.com").map { Array($0.utf8) } == Array(name.utf8))
        }
    }

    @Test(
        "what no tenant has is not read",
        arguments: [
            "", "b", "b/tenant", "b/tenant/", "b/store", "c/tenant/a", "b/tenant/a/b", "b/tenant/a%2fb", "b/tenant/%61",
            "b/tenant/%", "b/tenant/%2", "b/tenant/%FF", "b/tenant/..", "b/tenant/a b", "b/tenant/%+1", "b/tenant/é",
        ]
    )
    func refused(origin: String) {
        #expect(LogOrigin.tenant(in: origin, of: "b") == nil)
    }

    @Test("what may name a store")
    func bases() {
        #expect(["example.com/settei", "a", "例え.jp"].allSatisfy(LogOrigin.isValid))
        #expect(!["", "a b", "a+b", "a/", "a\n", "a\u{a0}"].contains(where: LogOrigin.isValid))
        #expect(LogOrigin.store("example.com/settei") == "example.com/settei/store")
    }
}
