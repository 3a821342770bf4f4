import Diagnostics
import JSON
import Messages
import Testing

@testable import Adapters

/// Plans for tests, written as Terraform does.
enum Plan {
    /// A plan of one resource of type `t` whose attributes are `after`, of which `unknown` come only after the apply.
    static func text(
        after: String,
        unknown: String = "{}",
        sensitive: String = "{}",
        expressions: String = "{}",
        before: String = "null",
        actions: String = #"["create"]"#,
        more: String = "",
        configuration: String = ""
    ) -> String {
        """
        {"format_version":"1.2","terraform_version":"1.9.5","planned_values":{"root_module":{"resources":[
        {"address":"t.n","mode":"managed","type":"t","name":"n","values":\(after)}\(more)]}},
        "resource_changes":[{"address":"t.n","mode":"managed","type":"t","name":"n","change":{"actions":\(actions),
        "before":\(before),"after":\(after),"after_unknown":\(unknown),"after_sensitive":\(sensitive)}}],
        "configuration":{"root_module":{"resources":[{"address":"t.n","type":"t","name":"n","expressions":\(expressions)}]\(configuration)}}}
        """
    }

    /// The attributes of the resource, as mappings see them.
    static func values(_ text: String) throws -> String {
        let resources = TerraformPlanAdapter.resources(in: try JSONDocument(text).root)
        let copy = ResourceMapper(Mappings.config("$copy: { of: values }"), source: "terraform")
        return copy.map(resources.filter { $0.address == "t.n" }).first?.shown ?? "nothing"
    }
}

@Suite("What is known of a planned resource")
struct TerraformPlanTests {
    @Test(
        "values, and what is known only after the apply",
        arguments: [
            (#"{"a":1,"b":null}"#, "{}", "{}", "{a:1}"),
            (#"{"a":1}"#, #"{"b":true}"#, #"{"b":{"references":["local.x"]}}"#, "{a:1,b:?}"),
            (#"{"a":1}"#, #"{"b":true,"arn":true,"id":true}"#, "{}", "{a:1,arn:?,id:?}"),
            (#"{"a":1}"#, #"{"b":true}"#, #"{"a":{"constant_value":1}}"#, "{a:1}"),
            (
                #"{"r":[{"x":1},{"x":2}]}"#, #"{"r":[{},{"y":true}]}"#, #"{"r":[{},{"y":{"references":["var.y"]}}]}"#,
                "{r:[{x:1},{x:2,y:?}]}"
            ),
            (#"{"r":[{"x":1}]}"#, #"{"r":[{"y":true}]}"#, #"{"r":[{"x":{"constant_value":1}}]}"#, "{r:[{x:1}]}"),
            (#"{"r":[{"x":1}]}"#, #"{"r":[{"y":true}]}"#, "{}", "{r:[{x:1,y:?}]}"),
            (#"{"l":["a",null]}"#, #"{"l":[false,true]}"#, #"{"l":{"references":["local.x"]}}"#, "{l:[a,?]}"),
            (#"{"m":{"k":"v"}}"#, #"{"m":{"l":true}}"#, #"{"m":{"references":["local.x"]}}"#, "{m:{k:v,l:?}}"),
        ]
    )
    func unknown(_ after: String, _ unknown: String, _ expressions: String, _ expected: String) throws {
        #expect(try Plan.values(Plan.text(after: after, unknown: unknown, expressions: expressions)) == expected)
    }

    @Test("what a resource had before may be what it gets again")
    func kept() throws {
        let text = Plan.text(
            after: "{}",
            unknown: #"{"a":true,"b":true}"#,
            before: #"{"a":"x","b":null}"#,
            actions: #"["update"]"#
        )
        #expect(try Plan.values(text) == "{a:?}")
    }

    @Test(
        "references to a resource's identity are its address, others are unknown",
        arguments: [
            ("bucket", #"["aws_s3_bucket.b.id","aws_s3_bucket.b"]"#, "{bucket:aws_s3_bucket.b}"),
            ("kms_key_arn", #"["aws_kms_key.k.arn","aws_kms_key.k"]"#, "{kms_key_arn:aws_kms_key.k}"),
            (
                "bucket", #"["aws_s3_bucket.b[0].id","aws_s3_bucket.b[0]","aws_s3_bucket.b"]"#,
                "{bucket:aws_s3_bucket.b[0]}"
            ),
            ("bucket", #"["aws_s3_bucket.b[\"a.b\"].id","aws_s3_bucket.b"]"#, #"{bucket:aws_s3_bucket.b["a.b"]}"#),
            ("bucket", #"["aws_s3_bucket.b.bucket_domain_name","aws_s3_bucket.b"]"#, "{bucket:?}"),
            ("policy", #"["aws_s3_bucket.b.arn","aws_s3_bucket.b"]"#, "{policy:?}"),
            ("policy_arn", #"["aws_iam_policy.p.arn","aws_iam_policy.p"]"#, "{policy_arn:aws_iam_policy.p}"),
            ("bucket", #"["var.bucket"]"#, "{bucket:?}"), ("bucket", #"["local.bucket"]"#, "{bucket:?}"),
            ("bucket", #"["aws_s3_bucket.b.id","aws_s3_bucket.b","var.x"]"#, "{bucket:?}"),
            (
                "bucket", #"["aws_s3_bucket.b.id","aws_s3_bucket.b","aws_s3_bucket.c.id","aws_s3_bucket.c"]"#,
                "{bucket:?}"
            ),
            (
                "subnet_ids", #"["aws_subnet.a.id","aws_subnet.a","aws_subnet.b.id","aws_subnet.b"]"#,
                "{subnet_ids:[aws_subnet.a,aws_subnet.b]}"
            ),
            ("kms_key_id", #"["data.aws_kms_key.k.arn","data.aws_kms_key.k"]"#, "{kms_key_id:data.aws_kms_key.k}"),
            (
                "policy_arn", #"["data.aws_iam_policy_document.d.json","data.aws_iam_policy_document.d"]"#,
                "{policy_arn:?}"
            ),
            ("bucket", #"["module.m.bucket_id","module.m"]"#, "{bucket:module.m.aws_s3_bucket.inner}"),
            ("bucket", #"["module.m.nothing","module.m"]"#, "{bucket:?}"),
            ("bucket", #"["module.m.round","module.m"]"#, "{bucket:?}"),
            ("bucket", #"["count.index"]"#, "{bucket:?}"), ("bucket", "[]", "{bucket:?}"),
            ("bucket", #"[""]"#, "{bucket:?}"),
            ("bucket", #"["..."]"#, "{bucket:?}"), ("bucket", #"["[[\"."]"#, "{bucket:?}"),
        ]
    )
    func references(_ name: String, _ references: String, _ expected: String) throws {
        let text = Plan.text(
            after: "{}",
            unknown: #"{"\#(name)":true}"#,
            expressions: #"{"\#(name)":{"references":\#(references)}}"#,
            configuration: """
                ,"module_calls":{"m":{"expressions":{},"module":{"outputs":{"bucket_id":{"expression":{"references":["aws_s3_bucket.inner.id",\
                "aws_s3_bucket.inner"]}},"round":{"expression":{"references":["module.m.round"]}}},\
                "module_calls":{"m":{"module":{"outputs":{"round":{"expression":{"references":["var.r"]}}}},\
                "expressions":{"r":{"references":["module.m.round"]}}}}}}}
                """
        )
        #expect(try Plan.values(text) == expected)
    }

    @Test("through a module's variable, to the instance with the same index")
    func modules() throws {
        let plan = """
            {"format_version":"1.2","planned_values":{"root_module":{
            "resources":[{"address":"b.x[0]","mode":"managed","type":"b","name":"x","index":0,"values":{}},
                         {"address":"b.x[1]","mode":"managed","type":"b","name":"x","index":1,"values":{}}],
            "child_modules":[{"address":"module.m[0]","resources":[
                {"address":"module.m[0].t.n[1]","mode":"managed","type":"t","name":"n","index":1,"values":{}}]}]}},
            "resource_changes":[{"address":"module.m[0].t.n[1]","module_address":"module.m[0]","mode":"managed","type":"t","name":"n",
              "index":1,"change":{"actions":["create"],"after":{},"after_unknown":{"bucket":true,"topic_ids":true,"role":true}}}],
            "configuration":{"root_module":{"resources":[],"module_calls":{"m":{
              "expressions":{"bucket":{"references":["b.x[0].id","b.x[0]","b.x"]},"all":{"references":["b.x"]}},
              "module":{"resources":[{"address":"t.n","type":"t","name":"n","expressions":{
                "bucket":{"references":["var.bucket"]},"topic_ids":{"references":["var.all"]},
                "role":{"references":["r.r","count.index"]}}}]}}}}}}
            """
        let resources = TerraformPlanAdapter.resources(in: try JSONDocument(plan).root)
        let copy = ResourceMapper(Mappings.config("$copy: { of: values }"), source: "terraform")
        #expect(resources.map(\.address) == ["b.x[0]", "b.x[1]", "module.m[0].t.n[1]"])
        #expect(
            copy.map(resources).map(\.shown)
                == ["{topic_ids:[b.x[0],b.x[1]],bucket:b.x[0],role:module.m[0].r.r}"].map(sorted)
        )
    }

    /// Members are unordered; the plan's order is kept.
    private func sorted(_ text: String) -> String {
        text.replacing("{topic_ids:[b.x[0],b.x[1]],bucket:b.x[0],", with: "{bucket:b.x[0],topic_ids:[b.x[0],b.x[1]],")
    }

    @Test("a policy that a data source puts together is known as far as its parts are")
    func policies() throws {
        let plan = """
            {"format_version":"1.2","planned_values":{"root_module":{"resources":[
            {"address":"t.n","type":"t","name":"n","values":{}},
            {"address":"data.aws_iam_policy_document.base","mode":"data","type":"aws_iam_policy_document","name":"base",
             "values":{"json":"{\\"Statement\\":{\\"Effect\\":\\"Deny\\"}}"}},
            {"address":"data.aws_iam_policy_document.d","mode":"data","type":"aws_iam_policy_document","name":"d","values":{"statement":[
              {"actions":["s3:*"],"effect":null,"principals":[{"type":"AWS","identifiers":["*"]}],"sid":""},
              {"actions":["x"],"effect":"Allow","principals":[{"type":"*","identifiers":["*"]}],
               "condition":[{"test":"StringEquals","variable":"aws:SourceArn"}]}]}}]}},
            "resource_changes":[
            {"address":"t.n","type":"t","name":"n","change":{"actions":["create"],"after":{},"after_unknown":{"policy":true}}},
            {"address":"data.aws_iam_policy_document.d","mode":"data","type":"aws_iam_policy_document","name":"d","change":{
             "actions":["read"],"after_unknown":{"id":true,"json":true,"source_policy_documents":true,"statement":[{"resources":true},
             {"resources":[true],"condition":[{"values":[true]}]}]}}}],
            "configuration":{"root_module":{"resources":[
            {"address":"t.n","expressions":{"policy":{"references":["data.aws_iam_policy_document.d.json","data.aws_iam_policy_document.d"]}}},
            {"address":"data.aws_iam_policy_document.base","expressions":{}},
            {"address":"data.aws_iam_policy_document.d","expressions":{
             "source_policy_documents":{"references":["data.aws_iam_policy_document.base.json","data.aws_iam_policy_document.base"]},
             "statement":[{"actions":{"constant_value":["s3:*"]},"resources":{"references":["b.x.arn","b.x"]}},
              {"resources":{"references":["local.x"]},"condition":[{"values":{"references":["c.y.arn","c.y"]}}]}]}}]}}}
            """
        let expected = """
            {policy:{Version:2012-10-17,Statement:[{Effect:Deny},{Effect:Allow,Action:[s3:*],Resource:[b.x],Principal:{AWS:[*]}},\
            {Effect:Allow,Action:[x],Resource:[?],Principal:*,Condition:{StringEquals:{aws:SourceArn:[c.y]}}}]}}
            """
        #expect(try Plan.values(plan) == expected)
    }

    @Test(
        "secrets never leave the plan",
        arguments: [
            (#"{"a":"geheim"}"#, #"{"a":true}"#, "{a:(sensitive)}"),
            (#"{"a":{"b":"geheim","c":1,"d":true},"e":"x"}"#, #"{"a":true}"#, "{a:{b:(sensitive),c:?,d:true},e:x}"),
            (#"{"a":[{"b":"geheim","c":"x"}]}"#, #"{"a":[{"b":true}]}"#, "{a:[{b:(sensitive),c:x}]}"),
            (#"{"a":"{\"b\":\"geheim\"}"}"#, #"{"a":true}"#, "{a:?}"), (#"{"a":""}"#, #"{"a":true}"#, "{a:}"),
            (#"{"a":["geheim",{"b":["geheim"]}]}"#, "true", "{a:[(sensitive),{b:[(sensitive)]}]}"),
        ]
    )
    func secrets(_ after: String, _ sensitive: String, _ expected: String) throws {
        #expect(try Plan.values(Plan.text(after: after, sensitive: sensitive)) == expected)
    }

    @Test(
        "what is planned",
        arguments: [
            (#"["create"]"#, ChangeAction.create), (#"["update"]"#, .update), (#"["delete","create"]"#, .update),
            (#"["create","delete"]"#, .update), (#"["no-op"]"#, .snapshot), (#"["read"]"#, .snapshot),
            ("[]", .snapshot),
            (#"["delete"]"#, .delete),
        ]
    )
    func actions(_ actions: String, _ expected: ChangeAction) throws {
        let text = Plan.text(after: #"{"a":2}"#, before: #"{"a":1}"#, actions: actions)
        let adapter = TerraformPlanAdapter(mappings: Mappings.config("a: values.a"))
        let change = try #require(adapter.read(try JSONDocument(text).root).changes.first?.change)
        #expect(change.change == Change(action: expected, source: "terraform-plan"))
        #expect(try change.configuration.document().root.member("a")?.int == (expected == .delete ? 1 : 2))
        #expect(try change.previousConfiguration?.document().root.member("a")?.int == (expected == .update ? 1 : nil))
    }

    @Test("the same plan gives the same changes under the same ids, related within it")
    func identity() throws {
        let root = try JSONDocument(Plan.text(after: #"{"a":2}"#, unknown: #"{"id":true}"#)).root
        let adapter = TerraformPlanAdapter(mappings: Mappings.config("a: values.a\nb: values.id"))
        let (first, again) = (adapter.read(root), adapter.read(root))
        #expect(first.isSnapshot && first.errors.isEmpty && first.changes.count == 1)
        #expect(first.changes.map(\.id) == again.changes.map(\.id))
        #expect(first.changes.first?.gaps.unknown.map(\.description) == ["b"])
        #expect(first.changes.first?.names == ["t.n"] && first.changes.first?.origin == "t.n")
    }

    @Test("types without a mapping are named, data sources not")
    func unmapped() throws {
        let more = """
            ,{"address":"u.a","mode":"managed","type":"u","name":"a","values":{}},{"address":"u.b","mode":"managed","type":"u","name":"b",\
            "values":{}},{"address":"data.v.a","mode":"data","type":"v","name":"a","values":{}}
            """
        let adapter = TerraformPlanAdapter(mappings: Mappings.config("a: values.a"))
        let reading = adapter.read(try JSONDocument(Plan.text(after: "{}", more: more)).root)
        #expect(reading.ignored == ["u (2)"])
        #expect(reading.unmapped == ["u": 2])
    }

    @Test("the provider's region is where resources are, whether constant or a variable")
    func regions() throws {
        let plan = """
            {"format_version":"1.2","variables":{"r":{"value":"eu-west-1"}},"planned_values":{"root_module":{"resources":[
            {"address":"t.a","type":"t","name":"a","values":{}},{"address":"t.b","type":"t","name":"b","values":{}},
            {"address":"t.c","type":"t","name":"c","values":{"region":"us-east-2"}}]}},
            "configuration":{"provider_config":{"aws":{"expressions":{"region":{"constant_value":"ap-northeast-1"}}},
            "aws.eu":{"expressions":{"region":{"references":["var.r"]}}}},"root_module":{"resources":[
            {"address":"t.a","provider_config_key":"aws"},{"address":"t.b","provider_config_key":"aws.eu"},
            {"address":"t.c","provider_config_key":"aws"}]}}}
            """
        let adapter = TerraformPlanAdapter(mappings: Mappings.config("a: 1"))
        let reading = adapter.read(try JSONDocument(plan).root)
        #expect(reading.changes.map(\.change.region) == ["ap-northeast-1", "eu-west-1", "us-east-2"])
    }

    @Test(
        "a template that is nothing but a reference has an address",
        arguments: [
            ("${aws_s3_bucket.b.id}", "aws_s3_bucket.b"), ("${aws_s3_bucket.b[0].arn}", "aws_s3_bucket.b[0]"),
            ("${data.aws_kms_key.k.arn}", "data.aws_kms_key.k"), ("${aws_s3_bucket.b.arn}/*", nil),
            ("aws_s3_bucket.b.id", nil),
            ("${var.x}", nil), ("${aws_s3_bucket.b.acl}", nil), ("${f(aws_s3_bucket.b.id)}", nil), ("${}", nil),
        ] as [(String, String?)]
    )
    func templates(_ text: String, _ expected: String?) {
        #expect(TerraformPlanAdapter.address(inTemplate: text) == expected)
    }
}

@Suite("Terraform's states")
struct TerraformStateTests {
    static let mappings = Mappings.config("$copy: { of: values }")

    @Test("what `terraform show -json` writes")
    func shown() throws {
        let state = """
            {"format_version":"1.0","terraform_version":"1.9.5","values":{"root_module":{"resources":[
            {"address":"t.n","mode":"managed","type":"t","name":"n","values":{"id":"x","p":"geheim"},"sensitive_values":{"p":true}}],
            "child_modules":[{"address":"module.m","resources":[
            {"address":"module.m.t.n","mode":"managed","type":"t","name":"n","values":{"id":"y"}}]}]}}}
            """
        let root = try JSONDocument(state).root
        #expect(AdapterCatalogue().recognise(root) == .terraformState)
        let mapped = ResourceMapper(Self.mappings, source: "terraform").map(TerraformStateAdapter.resources(in: root))
        #expect(mapped.map(\.shown) == ["{id:x,p:(sensitive)}", "{id:y}"])
        #expect(mapped.map(\.action) == [.snapshot, .snapshot])
    }

    @Test("terraform.tfstate itself")
    func file() throws {
        let state = """
            {"version":4,"terraform_version":"1.9.5","serial":3,"lineage":"x","outputs":{},"resources":[
            {"mode":"managed","type":"t","name":"n","provider":"p","instances":[
              {"index_key":0,"attributes":{"id":"x","p":"geheim","q":[{"r":"geheim","s":"y"}]},
               "sensitive_attributes":[[{"type":"get_attr","value":"p"}],
                 [{"type":"get_attr","value":"q"},{"type":"index","value":{"value":0,"type":"number"}},{"type":"get_attr","value":"r"}]]},
              {"index_key":"a","attributes":{"id":"y"}},{"deposed":"1","attributes":{"id":"z"}}]},
            {"module":"module.m","mode":"data","type":"t","name":"n","instances":[{"attributes":{"id":"d"}}]}]}
            """
        let root = try JSONDocument(state).root
        #expect(AdapterCatalogue().recognise(root) == .terraformState)
        let resources = TerraformStateAdapter.resources(in: root)
        #expect(resources.map(\.address) == ["t.n[0]", #"t.n["a"]"#, "module.m.data.t.n"])
        let mapped = ResourceMapper(Self.mappings, source: "terraform").map(resources)
        #expect(mapped.map(\.shown) == ["{id:x,p:(sensitive),q:[{r:(sensitive),s:y}]}", "{id:y}"])
    }

    @Test("an older state says what is read")
    func older() throws {
        let root = try JSONDocument(#"{"version":3,"terraform_version":"0.11.1","resources":[]}"#).root
        let reading = TerraformStateAdapter(mappings: .empty).read(root)
        #expect(reading.errors.first?.description.contains("version 3; version 4 is read") == true)
    }
}

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
