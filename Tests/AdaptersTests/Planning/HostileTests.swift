import Diagnostics
import JSON
import Testing

@testable import Adapters

@Suite("Plans and templates that mean harm")
struct HostileTests {
    static let mappings = Mappings.config(
        "$copy: { of: values }\nl: { $each: { in: \"values.?l.orValue([])\", as: r }, $value: r }"
    )

    private func read(_ text: String) throws -> AdapterReading {
        try AdapterCatalogue(mappings: Self.mappings).read(try JSONDocument(text, limits: AdapterText.limits).root)
    }

    private func template(_ resources: String, _ more: String = "") -> String {
        #"{"AWSTemplateFormatVersion":"2010-09-09"\#(more),"Resources":{\#(resources)}}"#
    }

    @Test("JSON in JSON in JSON, and values as deep as a document may be")
    func depth() throws {
        var inner = "1"
        for _ in 0..<80 { inner = "[\(inner)]" }
        var text = inner
        for _ in 0..<6 {
            var writer = JSONWriter()
            writer.string(text)
            text = String(repeating: "[", count: 10) + writer.text + String(repeating: "]", count: 10)
        }
        #expect(try read(Plan.text(after: #"{"a":\#(text)}"#)).changes.count == 1)
        let deep = String(repeating: #"{"a":"#, count: 100) + "1" + String(repeating: "}", count: 100)
        #expect(try read(Plan.text(after: deep)).changes.count == 1)
        let modules = String(repeating: #"{"child_modules":["#, count: 50) + "{}" + String(repeating: "]}", count: 50)
        #expect(try read(#"{"format_version":"1.0","planned_values":{"root_module":\#(modules)}}"#).changes.isEmpty)
    }

    @Test("marks that do not fit the values")
    func marks() throws {
        for (after, unknown, sensitive) in [
            ("{}", "[true]", "[true]"), ("[1]", #"{"a":true}"#, #"{"a":true}"#), ("1", "true", "true"),
            ("null", "{}", "7"),
            (#"{"a":1}"#, #"{"a":{"b":true}}"#, #"{"a":[true]}"#), (#"{"a":[1]}"#, #"{"a":[false,true,true]}"#, "{}"),
        ] {
            let reading = try read(Plan.text(after: after, unknown: unknown, sensitive: sensitive))
            #expect(reading.changes.count <= 1)
        }
    }

    @Test("names that are no addresses, and members of the wrong kind")
    func shapes() throws {
        for text in [
            #"{"format_version":"1","planned_values":[],"resource_changes":{}}"#,
            #"{"format_version":"1","planned_values":{"root_module":[]},"resource_changes":[1,{"change":1},{"type":"t","change":{}}]}"#,
            #"{"format_version":"1","planned_values":{"root_module":{"resources":[{},{"type":"t"},{"type":"t","index":{"a":1}}]}}}"#,
            #"{"format_version":"1","planned_values":{},"configuration":{"root_module":{"module_calls":[],"resources":{}}}}"#,
            #"{"format_version":"1","terraform_version":"1","values":7}"#,
            #"{"version":4,"terraform_version":"1","resources":[7,{"type":"t","name":"n","instances":{"a":1}}]}"#,
            #"{"version":4,"terraform_version":"1","resources":[{"type":"t","name":"n","instances":[{"attributes":7,"sensitive_attributes":[7,[{}]]}]}]}"#,
            template(
                #""A":7,"B":{"Type":7},"C":{"Type":"t","Properties":7},"D":{"Type":"t","Properties":{"Ref":"x"}}"#
            ),
            template(#""A":{"Type":"t","Condition":"c"}"#, #","Parameters":7,"Mappings":[],"Conditions":{"c":[]}"#),
        ] {
            #expect(try read(text).errors.isEmpty, "\(text)")
        }
    }

    @Test("references that go round in circles")
    func circles() throws {
        let calls =
            #""m":{"expressions":{"a":{"references":["module.m.o"]}},"module":{"outputs":{"o":{"expression":{"references":["var.a"]}}}}}"#
        let text = Plan.text(
            after: "{}",
            unknown: #"{"bucket":true}"#,
            expressions: #"{"bucket":{"references":["module.m.o"]}}"#,
            configuration: #","module_calls":{\#(calls)}"#
        )
        #expect(try Plan.values(text) == "{bucket:?}")
        let conditions = (0..<5_000).map { #""c\#($0)":{"Fn::Equals":[{"Fn::If":["c\#($0 + 1)","x","y"]},"x"]}"# }
        let chain = template(
            #""A":{"Type":"t","Condition":"c0","Properties":{}},"B":{"Type":"t","Condition":"c4999","Properties":{}}"#,
            #","Conditions":{\#(conditions.joined(separator: ","))}"#
        )
        #expect(try read(chain).changes.isEmpty)
    }

    @Test("functions that make much of little")
    func growth() throws {
        let list = (0..<1_000).map(String.init).joined(separator: ",")
        let finds = (0..<2_000).map { _ in #"{"Fn::FindInMap":["M","a","l"]}"# }.joined(separator: ",")
        let grown = CloudFormationAdapter.resources(
            in: try JSONDocument(
                template(
                    #""A":{"Type":"t","Properties":{"p":[\#(finds)]}}"#,
                    #","Mappings":{"M":{"a":{"l":[\#(list)]}}}"#
                )
            ).root
        )
        #expect((grown.first?.values.source.count ?? 0) < 4_000_000)
        let long = String(repeating: "x", count: 100_000)
        let joins = (0..<100).map { _ in #"{"Ref":"P"}"# }.joined(separator: ",")
        let joined = CloudFormationAdapter.resources(
            in: try JSONDocument(
                template(
                    #""A":{"Type":"t","Properties":{"p":{"Fn::Join":["",[\#(joins)]]}}}"#,
                    #","Parameters":{"P":{"Type":"String","Default":"\#(long)"}}"#
                )
            ).root
        )
        #expect(joined.first?.values.member("p")?.isUnknown == true)
    }

    @Test("a mapping's loops over large lists come to an end")
    func loops() throws {
        let set = Mappings.config(
            "a: { $each: { in: values.l, as: x }, b: { $each: { in: values.l, as: y }, c: { $each: { in: values.l, as: z }, $value: z } } }"
        )
        let list = (0..<500).map(String.init).joined(separator: ",")
        let mapped = ResourceMapper(set, source: "terraform").map([try Mappings.resource(#"{"l":[\#(list)]}"#)])
        #expect(mapped.first?.errors.isEmpty == false)
    }

    @Test("thousands of parts whose resource is not known")
    func parts() throws {
        var resources: [PlannedResource] = []
        for index in 0..<2_000 {
            resources.append(try Mappings.resource("{}", type: "bucket", name: "b\(index)"))
            resources.append(
                try Mappings.resource(
                    #"{"bucket":null,"acls":true}"#,
                    type: "block",
                    name: "p\(index)",
                    unknown: ["bucket"]
                )
            )
        }
        #expect(ResourceMapper(PartTests.set, source: "terraform").map(resources).count == 4_000)
    }
}
