import JSON
import Testing

@testable import Expressions

@Suite("Schemas")
struct SchemaReaderTests {
    @Test(
        "a mistake in a schema is told with its place",
        arguments: [
            (#"{"type": "strng"}"#, "type: unknown type 'strng'; did you mean 'string'?"),
            (
                #"{"properties": {"a": {"type": "text"}}}"#,
                "properties.a.type: unknown type 'text'; known are: string, integer, number, boolean, null, object, array"
            ),
            (#"{"propertys": {}}"#, "propertys: unknown keyword 'propertys'; did you mean 'properties'?"),
            (
                #"{"items": {"$ref": "a"}}"#,
                #"items["$ref"]: '$ref' is not read here; write the schema in its place, or {} for anything"#
            ),
            (
                #"{"properties": {"name": {}}, "required": ["nam"]}"#,
                #"required[0]: "nam" is required and none of the properties; did you mean 'name'?"#
            ),
            (#"{"properties": {"name": {}}, "required": true}"#, "required: 'required' is a list of names of fields"),
            (#"{"properties": []}"#, "properties: expected an object of schemas by the names of fields"),
            (
                #"{"properties": {"a": 1}}"#,
                #"properties.a: expected a schema, which is an object such as {"type": "string"}"#
            ),
            (#"{"type": 1}"#, #"type: 'type' is a name, such as "string", or a list of names"#),
            (#"{"enum": []}"#, "enum: 'enum' is a list of the values that are possible"),
            (#"{"type": "string", "enum": [1]}"#, "enum: 'enum' holds something else than strings"),
            ("5", #"expected a schema, which is an object such as {"type": "string"}"#),
        ]
    )
    func mistakes(schema: String, message: String) throws {
        let node = try JSONDocument(schema).root
        let errors = #expect(throws: SchemaErrors.self) { try StaticType(schema: node, named: "x") }
        #expect(errors?.description == message)
    }

    @Test(
        "a schema means a type",
        arguments: [
            ("{}", "dyn"), ("true", "dyn"), (#"{"type": "integer", "minimum": 0, "x-note": 1}"#, "int"),
            (#"{"type": "boolean"}"#, "bool"),
            (#"{"type": ["string", "null"]}"#, "string or null"), (#"{"type": ["string", "integer"]}"#, "dyn"),
            (#"{"type": ["integer", "number"]}"#, "number"), (#"{"items": {"type": "string"}}"#, "list(string)"),
            (#"{"type": "array"}"#, "list(dyn)"),
            (#"{"type": "object"}"#, "map(string, dyn)"),
            (#"{"additionalProperties": {"type": "integer"}}"#, "map(string, int)"),
            (#"{"properties": {}}"#, "object"), (#"{"enum": ["a"]}"#, "string"), (#"{"enum": [1, 2]}"#, "dyn"),
            (#"{"type": "null"}"#, "null"),
            (#"{"type": ["object", "null"], "properties": {}}"#, "object"),
        ]
    )
    func types(schema: String, type: String) throws {
        #expect(try StaticType(schema: JSONDocument(schema).root, named: "x").words == type)
    }

    @Test("fields keep what the schema says of them")
    func fields() throws {
        let root = try JSONDocument(CheckerTests.schema).root
        guard case .record(let record) = try StaticType(schema: root, named: "config") else {
            Issue.record("no record")
            return
        }
        #expect(record.fields.map(\.name).sorted() == root["properties"]?.members.map(\.key.string).sorted())
        #expect(record.field("name")?.isRequired == true)
        #expect(record.field("name")?.description == "What people call it")
        #expect(record.field("size")?.isRequired == false)
        #expect(record.field("state")?.type == .choice(["enabled", "disabled"]))
        #expect(record.others == nil)
        guard case .record(let open) = record.field("open")?.type else { return #expect(Bool(false), "no record") }
        #expect(open.name == "config.open")
        #expect(open.others == .dyn)
    }
}
