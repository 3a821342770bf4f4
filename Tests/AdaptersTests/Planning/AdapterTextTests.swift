import Diagnostics
import JSON
import Testing

@testable import Adapters

@Suite("Files as people and tools write them")
struct AdapterTextTests {
    static let json = Array(#"{"a":"日本"}"#.utf8)

    @Test("UTF-8 and UTF-16, with and without a mark")
    func encodings() {
        let units = Array(#"{"a":"日本"}"#.utf16)
        let little = units.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
        for bytes in [
            Self.json, [0xef, 0xbb, 0xbf] + Self.json, little, big, [0xff, 0xfe] + little, [0xfe, 0xff] + big,
        ] {
            let sink = DiagnosticSink()
            let documents = AdapterText.documents(bytes, name: "f", into: sink)
            #expect(documents.first?.root.member("a")?.string == "日本")
            #expect(!sink.hasErrors)
        }
    }

    @Test(
        "YAML becomes JSON, CloudFormation's short forms the long ones",
        arguments: [
            ("a: 1\nb: [x, true, null]", [#"{"a":1,"b":["x",true,null]}"#]),
            ("a: 1\n---\nb: 2\n", [#"{"a":1}"#, #"{"b":2}"#]),
            ("a: !Ref x", [#"{"a":{"Ref":"x"}}"#]), ("a: !Condition x", [#"{"a":{"Condition":"x"}}"#]),
            ("a: !GetAtt x.y.z", [#"{"a":{"Fn::GetAtt":["x","y.z"]}}"#]),
            ("a: !GetAtt [x, y]", [#"{"a":{"Fn::GetAtt":["x","y"]}}"#]),
            ("a: !Sub '${x}-1'", [#"{"a":{"Fn::Sub":"${x}-1"}}"#]),
            ("a: !Join ['', [!Ref x, y]]", [#"{"a":{"Fn::Join":["",[{"Ref":"x"},"y"]]}}"#]),
            (
                "a: !If\n  - c\n  - {x: 1}\n  - !Ref AWS::NoValue",
                [#"{"a":{"Fn::If":["c",{"x":1},{"Ref":"AWS::NoValue"}]}}"#]
            ),
            ("a: !Ref 012", [#"{"a":{"Ref":"012"}}"#]), ("a: !!str 12", [#"{"a":"12"}"#]),
            ("a: yes", [#"{"a":"yes"}"#]),
            ("Resources: {a: yes, b: 'yes'}", [#"{"Resources":{"a":true,"b":"yes"}}"#]),
        ]
    )
    func yaml(_ text: String, _ expected: [String]) {
        let sink = DiagnosticSink()
        let documents = AdapterText.documents(Array(text.utf8), name: "f", into: sink)
        #expect(documents.map { $0.root.description } == expected, "\(sink.diagnostics)")
    }

    @Test(
        "what cannot be read says where",
        arguments: [
            ("{\"a\":\n 1,}", "f:2:4"), ("a: [", "f:1:5"), ("a: &x 1\nb: *x", "f:1:4"), ("{\"a\":1,\"a\":2}", "f:1:8"),
        ]
    )
    func mistakes(_ text: String, _ place: String) {
        let sink = DiagnosticSink()
        #expect(AdapterText.documents(Array(text.utf8), name: "f", into: sink).isEmpty)
        #expect(sink.diagnostics.rendered().contains(place), "\(sink.diagnostics.rendered())")
    }

    @Test("half a character of UTF-16 is refused")
    func broken() {
        let sink = DiagnosticSink()
        #expect(AdapterText.documents([0xff, 0xfe, 0x7b], name: "f", into: sink).isEmpty && sink.hasErrors)
    }
}
