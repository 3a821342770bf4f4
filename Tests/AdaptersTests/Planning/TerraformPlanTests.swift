import JSON
import Messages
import Testing

@testable import Adapters

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

    @Test("so is one of Google Cloud")
    func googlePolicies() throws {
        let more = """
            ,{"address":"data.google_iam_policy.p","mode":"data","type":"google_iam_policy","name":"p",\
            "values":{"binding":[{"role":"roles/viewer","members":["allUsers"]},{"role":"roles/owner"}]}}
            """
        let plan = Plan.text(
            after: "{}",
            unknown: #"{"policy_data":true}"#,
            expressions:
                #"{"policy_data":{"references":["data.google_iam_policy.p.policy_data","data.google_iam_policy.p"]}}"#,
            more: more
        )
        #expect(
            try Plan.values(plan)
                == "{policy_data:{bindings:[{role:roles/viewer,members:[allUsers]},{role:roles/owner}]}}"
        )
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
