import Messages
import Testing

@testable import Adapters

@Suite("Resources that configure others")
struct PartTests {
    static let set = Mappings.set(
        """
        - from: bucket
          to: { provider: aws, service: s3, resourceType: Bucket }
          id: values.?bucket
          config: { name: values.?bucket, block: { acls: values.?acls }, rules: { $each: { in: "values.?rules.orValue([])", as: r }, $value: r } }
        - from: block
          part: { of: Bucket, provider: aws, named: values.bucket }
          config: { block: { acls: values.?acls, policy: values.?policy } }
        - from: rule
          part: { of: Bucket, provider: aws, named: values.buckets }
          config: { rules: [values.rule] }
        """
    )

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// Type, name, values; places of null that are not known.
        let resources: [(type: String, name: String, values: String, unknown: [String])]
        let expected: [String]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "objects merge, others are replaced",
            resources: [
                ("bucket", "b", #"{"bucket":"x","acls":false}"#, []),
                ("block", "p", #"{"bucket":"x","acls":true,"policy":1}"#, []),
            ],
            expected: ["x bucket.b,block.p {name:x,block:{acls:true,policy:1}}"]
        ),
        Case(
            name: "the part may stand first and use the address",
            resources: [
                ("block", "p", #"{"bucket":"bucket.b","policy":1}"#, []), ("bucket", "b", #"{"acls":false}"#, []),
            ],
            expected: ["bucket.b bucket.b,block.p {block:{acls:false,policy:1}}"]
        ),
        Case(
            name: "lists append, in order",
            resources: [
                ("bucket", "b", #"{"rules":[1]}"#, []), ("rule", "r", #"{"buckets":"bucket.b","rule":2}"#, []),
                ("rule", "s", #"{"buckets":["bucket.b"],"rule":3}"#, []),
            ],
            expected: ["bucket.b bucket.b,rule.r,rule.s {rules:[1,2,3]}"]
        ),
        Case(
            name: "one part of two",
            resources: [
                ("bucket", "b", "{}", []), ("bucket", "c", "{}", []),
                ("rule", "r", #"{"buckets":["bucket.b","bucket.c"],"rule":2}"#, []),
            ],
            expected: ["bucket.b bucket.b,rule.r {rules:[2]}", "bucket.c bucket.c,rule.r {rules:[2]}"]
        ),
        Case(
            name: "a part that names another part",
            resources: [
                ("bucket", "b", "{}", []), ("block", "p", #"{"bucket":"bucket.b","acls":true}"#, []),
                ("rule", "r", #"{"buckets":"block.p","rule":2}"#, []),
            ],
            expected: ["bucket.b bucket.b,block.p,rule.r {block:{acls:true},rules:[2]}"]
        ),
        Case(
            name: "parts that name each other",
            resources: [
                ("block", "p", #"{"bucket":"block.q","acls":true}"#, []),
                ("block", "q", #"{"bucket":"block.p","policy":1}"#, []),
            ],
            expected: ["block.q block.p,block.q {block:{acls:true,policy:1,…},…}"]
        ),
        Case(
            name: "a resource that is not in the plan is known only by its parts",
            resources: [
                ("block", "p", #"{"bucket":"x","acls":true}"#, []), ("rule", "r", #"{"buckets":"x","rule":1}"#, []),
            ],
            expected: ["x block.p,rule.r {block:{acls:true,…},rules:[1],…}"]
        ),
        Case(
            name: "which resource is meant is not known: it may be any",
            resources: [
                ("bucket", "b", #"{"acls":false}"#, []), ("bucket", "c", "{}", []),
                ("block", "p", #"{"bucket":null,"acls":true,"policy":1}"#, ["bucket"]),
            ],
            expected: [
                "bucket.b bucket.b {block:{acls:false,policy:?}}", "bucket.c bucket.c {block:{acls:?,policy:?}}",
                "block.p block.p {block:{acls:true,policy:1,…},…}",
            ]
        ),
        Case(
            name: "a value of a part that is not known",
            resources: [
                ("bucket", "b", #"{"acls":false}"#, []),
                ("block", "p", #"{"bucket":"bucket.b","acls":null}"#, ["acls"]),
            ],
            expected: ["bucket.b bucket.b,block.p {block:{acls:?}}"]
        ),
        Case(
            name: "two resources of one name",
            resources: [("bucket", "b", #"{"bucket":"x"}"#, []), ("bucket", "c", #"{"bucket":"x"}"#, [])],
            expected: ["x bucket.b {name:x}", "bucket.c bucket.c {name:x}"]
        ),
    ]

    @Test("they are folded into what they configure", arguments: cases)
    func parts(_ example: Case) throws {
        let resources = try example.resources.map {
            try Mappings.resource($0.values, type: $0.type, name: $0.name, unknown: $0.unknown)
        }
        let mapped = ResourceMapper(Self.set, source: "terraform").map(resources)
        #expect(mapped.map { "\($0.id) \($0.origins.joined(separator: ",")) \($0.shown)" } == example.expected)
    }

    @Test("a part that is deleted configures nothing, a deleted resource takes no parts")
    func deletions() throws {
        let mapper = ResourceMapper(Self.set, source: "terraform")
        let bucket = try Mappings.resource(#"{"bucket":"x"}"#, type: "bucket", action: .snapshot)
        let part = try Mappings.resource(#"{"bucket":"x","acls":true}"#, type: "block", action: .delete)
        #expect(mapper.map([bucket, part]).map(\.shown) == ["{name:x}"])
        var gone = bucket
        gone.action = .delete
        var stays = part
        stays.action = .create
        let mapped = mapper.map([gone, stays])
        #expect(mapped.map(\.action) == [.delete, .update])
        #expect(mapped.map(\.shown) == ["{name:x}", "{block:{acls:true,…},…}"])
    }

    @Test("a change of a part is a change of what it configures")
    func actions() throws {
        let bucket = try Mappings.resource(#"{"bucket":"x"}"#, type: "bucket", action: .snapshot)
        let part = try Mappings.resource(#"{"bucket":"x","acls":true}"#, type: "block", action: .create)
        #expect(ResourceMapper(Self.set, source: "terraform").map([bucket, part]).map(\.action) == [.update])
    }
}
