import Testing

@testable import Expressions

@Suite("Signature")
struct SignatureTests {
    @Test(
        "a signature is read and written alike",
        arguments: [
            "() -> int", "(string, int) -> string", "(...dyn) -> dyn", "(list(A), ...A) -> map(string, list(A))",
            "(optional(A), A) -> A", "(ip, cidr) -> bool", "(null, uint, bytes, timestamp, duration) -> type",
            "(semver, quantity, url, double) -> optional(optional(int))",
        ]
    )
    func round(text: String) { #expect(Signature(parsing: text)?.description == text) }

    @Test(
        "a malformed signature is none",
        arguments: [
            "", "int", "(int)", "(int) -> ", "(int,) -> int", "(strng) -> int", "(list) -> int", "(map(int)) -> int",
            "(...int, int) -> int", "(int) -> int x", "(list(int) -> int", "(AB) -> int",
        ]
    )
    func malformed(text: String) { #expect(Signature(parsing: text) == nil) }

    /// What a call of the signature with these types gives; nil when it may not be called so.
    static func result(_ signature: String, _ arguments: String) -> String? {
        var types = Substitution()
        guard let wanted = Signature(parsing: signature), let given = Signature(parsing: "\(arguments) -> dyn") else {
            return "malformed"
        }
        guard wanted.accepts(count: given.parameters.count) else { return "count" }
        let instance = types.instance(of: wanted)
        let wantedTypes = given.parameters.indices.map { instance.parameter(at: $0) }
        guard types.accepts(given.parameters, as: wantedTypes) else { return nil }
        return types.resolved(instance.result, isFinal: true).words
    }

    @Test(
        "types of arguments decide the type of the result, or that there is none",
        arguments: [
            ("(A) -> list(A)", "(int)", "list(int)"), ("(A, A) -> A", "(int, int)", "int"),
            ("(A, A) -> A", "(int, dyn)", "dyn"),
            ("(A, A) -> A", "(dyn, int)", "dyn"), ("(A, A) -> A", "(int, string)", nil),
            ("(list(A), A) -> bool", "(list(int), string)", nil),
            ("(list(A), A) -> bool", "(dyn, string)", "bool"),
            ("(map(A, B)) -> list(B)", "(map(string, list(int)))", "list(list(int))"),
            ("(optional(A), A) -> A", "(optional(dyn), int)", "dyn"),
            ("(optional(A)) -> A", "(optional(string))", "string"),
            ("(string) -> int", "(int)", nil), ("(string) -> int", "(dyn)", "int"), ("(string) -> int", "(null)", nil),
            ("(timestamp) -> int", "(null)", "int"), ("(ip) -> bool", "(cidr)", nil), ("(ip) -> bool", "(ip)", "bool"),
            ("(...int) -> int", "(int, int, int)", "int"), ("(...int) -> int", "(int, string)", nil),
            ("(...int) -> int", "()", "count"),
            ("(list(A), list(A)) -> list(A)", "(list(list(int)), list(list(dyn)))", "list(list(dyn))"),
            ("(list(list(A))) -> A", "(list(list(int)))", "int"), ("(A) -> B", "(int)", "dyn"),
            ("(type) -> int", "(type(int))", "int"),
        ] as [(String, String, String?)]
    )
    func calls(signature: String, arguments: String, result: String?) {
        #expect(Self.result(signature, arguments) == result)
    }

    @Test("a type is never made of itself, and types that double at each level take no time")
    func endless() {
        var types = Substitution()
        let open = types.fresh()
        let isEndless = types.accepts(.list(open), as: open)
        #expect(!isEndless)
        #expect(types.resolved(open, isFinal: true) == .dyn)
        var doubling = open
        for _ in 0..<60 {
            let next = types.fresh()
            _ = types.accepts(.map(doubling, doubling), as: next)
            doubling = next
        }
        #expect(types.resolved(doubling).bounded.words.utf8.count < 100_000)
        let other = types.fresh()
        let fits = types.accepts(doubling, as: other)
        #expect(fits)
    }

    @Test(
        "what may be either of two types has the more general one",
        arguments: [
            ("int", "int", "int"), ("int", "string", "dyn"), ("list(int)", "list(dyn)", "list(dyn)"),
            ("optional(dyn)", "optional(int)", "optional(dyn)"), ("null", "timestamp", "timestamp"),
            ("optional(int)", "null", "optional(int)"), ("null", "int", "dyn"),
            ("map(string, int)", "map(string, dyn)", "map(string, dyn)"),
        ]
    )
    func joins(a: String, b: String, joined: String) throws {
        var types = Substitution()
        let pair = try #require(Signature(parsing: "(\(a), \(b)) -> dyn")).parameters
        let both = [types.joined(pair[0], pair[1]), types.joined(pair[1], pair[0])]
        #expect(both.map(\.words) == [joined, joined])
    }

    @Test("a nullable number and a number are joined to the nullable one in any order")
    func wrappers() {
        var types = Substitution()
        var joined: [(StaticType, StaticType)] = []
        joined.append((types.joined(.wrapper(.int), .int), .wrapper(.int)))
        joined.append((types.joined(.int, .wrapper(.int)), .wrapper(.int)))
        joined.append((types.joined(.null, .wrapper(.int)), .wrapper(.int)))
        joined.append((types.joined(.wrapper(.int), .wrapper(.string)), .dyn))
        for (found, wanted) in joined { #expect(found == wanted) }
    }
}
