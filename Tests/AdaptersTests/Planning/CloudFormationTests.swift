import Diagnostics
import JSON
import Testing

@testable import Adapters

@Suite("CloudFormation's templates")
struct CloudFormationTests {
    /// The properties of resource `R`, with its functions evaluated.
    static func properties(_ properties: String, _ more: String = "") throws -> String {
        let text = """
            AWSTemplateFormatVersion: '2010-09-09'
            Parameters:
              Env: { Type: String, Default: prod }
              Free: { Type: String }
              Size: { Type: Number, Default: '5' }
              Flag: { Type: String, Default: 'true' }
              Many: { Type: CommaDelimitedList, Default: 'a, b' }
              Ami: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /x }
              Secret: { Type: String, Default: geheim, NoEcho: true }
            Mappings:
              M: { prod: { size: 1, list: [x, y] }, dev: { size: 2 } }
            Conditions:
              Sure: !Equals [!Ref Env, prod]
              Never: !Not [!Condition Sure]
              Open: !Equals [!Ref Free, x]
              A: !Not [!Condition B]
              B: !Not [!Condition A]
              Either: !Or [!Condition Open, !Condition Sure]
              Both: !And [!Condition Open, !Condition Never]
              Neither: !And [!Condition Open, !Condition Sure]
            Resources:
              Bucket: { Type: 'AWS::S3::Bucket' }
              R:
                Type: t
            \(more)    Properties: \(properties)
            """
        let sink = DiagnosticSink()
        let root = try #require(
            AdapterText.documents(Array(text.utf8), name: "f", into: sink).first?.root,
            "\(sink.diagnostics)"
        )
        #expect(AdapterCatalogue().recognise(root) == .cloudFormation)
        let set = Mappings.set(
            "- from: t\n  to: { provider: aws, service: s, resourceType: T }\n  config: { $copy: { of: values } }",
            source: "cloudformation"
        )
        let mapped = ResourceMapper(set, source: "cloudformation").map(CloudFormationAdapter.resources(in: root))
        return mapped.first?.shown ?? "nothing"
    }

    @Test(
        "functions come to what is known before the stack is made",
        arguments: [
            ("!Ref Env", "prod"), ("!Ref Free", "?"), ("!Ref Size", "5"), ("!Ref Flag", "true"), ("!Ref Many", "[a,b]"),
            ("!Ref Ami", "?"), ("!Ref Secret", "(sensitive)"), ("!Ref Bucket", "Bucket"), ("!Ref Nothing", "?"),
            ("!Ref 'AWS::Partition'", "aws"), ("!Ref 'AWS::Region'", "?"), ("!Ref 'AWS::AccountId'", "000000000000"),
            ("[!Ref 'AWS::NoValue', 1]", "[1]"), ("!GetAtt Bucket.Arn", "Bucket"), ("!GetAtt Bucket.DomainName", "?"),
            ("!GetAtt Nothing.Arn", "?"), ("!Sub '${Env}-x'", "prod-x"), ("!Sub '${Free}-x'", "?"),
            ("!Sub '${Bucket.Arn}/*'", "Bucket/*"), ("!Sub '${!Env}'", "${Env}"), ("!Sub '${Env'", "${Env"),
            ("!Sub ['${x}${Size}', {x: !Ref Env}]", "prod5"), ("!Sub ['${x}', {x: !Ref Free}]", "?"),
            ("!Sub 'arn:aws:iam::${AWS::AccountId}:root'", "arn:aws:iam::000000000000:root"),
            ("!Sub 'arn:aws:logs:${AWS::Region}:x'", "arn:aws:logs:us-east-1:x"), ("!Sub '${AWS::Region}'", "?"),
            ("!Join ['-', [a, !Ref Env, 1]]", "a-prod-1"), ("!Join ['-', [a, !Ref Free]]", "?"),
            ("!Join ['-', !Ref Many]", "a-b"),
            ("!Select [1, !Ref Many]", "b"), ("!Select ['0', [x]]", "x"), ("!Select [2, [x]]", "?"),
            ("!Select [-1, [x]]", "?"),
            ("!Select [0, !GetAZs '']", "?"), ("!Split [',', 'a,b']", "[a,b]"),
            ("!Select [1, !Split ['/', 'a/b']]", "b"),
            ("!Split ['', x]", "?"), ("!FindInMap [M, !Ref Env, size]", "1"), ("!FindInMap [M, prod, list]", "[x,y]"),
            ("!FindInMap [M, !Ref Free, size]", "?"), ("!FindInMap [M, x, size]", "?"),
            ("!FindInMap [M, x, size, {DefaultValue: 3}]", "3"), ("!If [Sure, 1, 2]", "1"), ("!If [Never, 1, 2]", "2"),
            ("!If [Open, 1, 2]", "?"), ("!If [Open, 1, 1]", "1"), ("!If [A, 1, 2]", "?"), ("!If [Nothing, 1, 2]", "?"),
            ("!If [Either, 1, 2]", "1"), ("!If [Both, 1, 2]", "2"), ("!If [Neither, 1, 2]", "?"), ("!If [Sure]", "?"),
            ("!ImportValue x", "?"), ("!Base64 x", "x"), ("!Length [1, 2]", "2"), ("'true'", "true"),
            ("{Tags: [{Key: k, Value: 'true'}]}", "{Tags:[{Key:k,Value:true}]}"), ("{Fn::Transform: {Name: x}}", "?"),
            ("{Ref: 1}", "?"), ("{Fn::Sub: {}}", "?"), ("{Fn::Join: x}", "?"), ("{Fn::Select: []}", "?"),
            ("{Fn::FindInMap: []}", "?"), ("{Fn::GetAtt: 1}", "?"), ("{Fn::Split: []}", "?"),
            ("!ToJsonString {a: !Ref Env}", "{a:prod}"),
        ]
    )
    func functions(_ written: String, _ expected: String) throws {
        #expect(try Self.properties("{ p: \(written) }") == "{p:\(expected)}")
    }

    @Test(
        "a resource whose condition is known to be false is not made",
        arguments: [("Sure", "{p:1}"), ("Never", "nothing"), ("Open", "{p:1}"), ("Nothing", "{p:1}")]
    )
    func conditions(_ name: String, _ expected: String) throws {
        #expect(try Self.properties("{ p: 1 }", "    Condition: \(name)\n") == expected)
    }

    @Test("a truth value of a policy stays the text that it is")
    func policies() throws {
        let text = try #require(
            try? JSONDocument(
                #"{"Resources":{"R":{"Type":"A::B","Properties":{"PolicyDocument":{"a":"true"},"b":"true"}}}}"#
            )
        )
        let values = CloudFormationAdapter.resources(in: text.root).first?.values
        #expect(values?.description == #"{"PolicyDocument":{"a":"true"},"b":true}"#)
    }

    @Test("what is no resource is named, what has no mapping too")
    func ignored() throws {
        let text = #"{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"X":7,"T":{"Type":"A::B"}}}"#
        let reading = try AdapterCatalogue().read(try JSONDocument(text).root)
        #expect(reading.ignored == ["A::B (1)", "X"])
        #expect(reading.changes.isEmpty && reading.errors.isEmpty)
    }

    @Test("a loop is a mistake, because what it makes is not checked")
    func loop() throws {
        let text = #"{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"Fn::ForEach::X":[]}}"#
        let reading = try AdapterCatalogue().read(try JSONDocument(text).root)
        #expect(reading.errors.map(\.description).first?.hasPrefix("Fn::ForEach::X: loops are not followed") == true)
    }
}
