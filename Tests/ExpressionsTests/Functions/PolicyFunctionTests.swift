import Expressions
import JSON
import Testing

@Suite("Functions about policy documents")
struct PolicyFunctionTests {
    private static func value(_ expression: String, _ policy: String) throws -> String {
        let program = try Program(compiling: expression, in: Environment(variables: ["p"]))
        var bindings = Bindings(count: 1)
        bindings.bind(0, to: try JSONDocument(policy).root)
        return switch program.evaluate(bindings) {
        case .success(let value): value.jsonText
        case .failure(let error): error.message
        }
    }

    /// A bucket policy of one statement that allows reading; `rest` is more of the statement.
    private static func allow(_ principal: String, _ rest: String = "") -> String {
        #"{"Effect":"Allow","Principal":\#(principal),"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"\#(rest)}"#
    }

    private static func condition(_ text: String) -> String { allow(#""*""#, #","Condition":{\#(text)}"#) }

    private static func policy(_ statements: String...) -> String {
        #"{"Version":"2012-10-17","Id":"x","Statement":[\#(statements.joined(separator: ","))]}"#
    }

    @Test(
        "principals decide who is the world",
        arguments: [
            (#""*""#, true), (#"{"AWS":"*"}"#, true), (#"{"AWS":["arn:aws:iam::123456789012:root","*"]}"#, true),
            (#"{"AWS":"123456789012"}"#, false),
            (#"{"AWS":"arn:aws:iam::123456789012:root"}"#, false),
            (#"{"AWS":["arn:aws:iam::123456789012:role/x"]}"#, false),
            (#"{"Service":"cloudtrail.amazonaws.com"}"#, false),
            (#"{"AWS":"arn:aws:iam::*:root"}"#, true), (#"{"AWS":"arn:aws:iam::123456789012:role/*"}"#, false),
            (#"{"CanonicalUser":"abc"}"#, false), (#"{"Federated":"accounts.google.com"}"#, false),
            (#"{"Service":"*"}"#, true), ("[]", false), ("{}", false), (#"["*"]"#, true),
        ]
    )
    func principals(principal: String, isPublic: Bool) throws {
        #expect(try Self.value("iamIsPublic(p)", Self.policy(Self.allow(principal))) == "\(isPublic)")
        // One statement may stand without a list.
        #expect(try Self.value("iamIsPublic(p)", #"{"Statement":\#(Self.allow(principal))}"#) == "\(isPublic)")
        let inverted = Self.allow(principal).replacing("Principal", with: "NotPrincipal")
        #expect(try Self.value("iamIsPublic(p)", Self.policy(inverted)) == "\(!isPublic)")
    }

    @Test(
        "only conditions that name somebody keep the world out",
        arguments: [
            (#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#, false),
            (#""IpAddress":{"aws:SourceIp":["203.0.113.0/24","0.0.0.0/0"]}"#, true),
            (#""IpAddress":{"aws:SourceIp":"0.0.0.0/1"}"#, true),
            (#""IpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#, false),
            (#""IpAddress":{"aws:SourceIp":"8.0.0.0/7"}"#, true),
            (#""IpAddress":{"aws:SourceIp":"2001:db8::/32"}"#, false),
            (#""IpAddress":{"aws:SourceIp":"2001::/16"}"#, true),
            (#""IpAddress":{"aws:SourceIp":"203.0.113.7"}"#, false),
            (#""IpAddress":{"aws:SourceIp":"::ffff:0:0/96"}"#, true),
            (#""NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#, true), (#""IpAddress":{"aws:SourceIp":[]}"#, true),
            (#""IpAddress":{"aws:VpcSourceIp":"10.0.0.0/24"}"#, true),
            (#""IpAddressIfExists":{"aws:SourceIp":"203.0.113.0/24"}"#, true),
            (#""ipaddress":{"AWS:SOURCEIP":"203.0.113.0/24"}"#, false),
            (#""StringEquals":{"aws:SourceAccount":"123456789012"}"#, false),
            (#""StringLike":{"aws:SourceAccount":"1234*"}"#, true),
            (#""StringEquals":{"aws:PrincipalOrgID":"o-abc"}"#, false),
            (#""StringEquals":{"aws:PrincipalOrgID":["o-abc","*"]}"#, true),
            (#""StringEquals":{"aws:PrincipalOrgID":"${aws:x}"}"#, true),
            (#""StringNotEquals":{"aws:PrincipalOrgID":"o-abc"}"#, true),
            (#""StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"}"#, true),
            (#""StringEquals":{"aws:SourceVpce":"vpce-1"}"#, false), (#""StringLike":{"aws:SourceVpc":"vpc-*"}"#, true),
            (#""StringEquals":{"aws:SourceVpc":["vpc-1","vpc-2"]}"#, false),
            (#""ArnLike":{"aws:SourceArn":"arn:aws:sns:*:123456789012:*"}"#, false),
            (#""ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:topic"}"#, true),
            (#""ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/x"}"#, false),
            (#""StringEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/*"}"#, true),
            (#""ArnLike":{"aws:SourceArn":"arn:aws:s3:::bucket"}"#, false),
            (#""ArnLike":{"aws:SourceArn":"arn:aws:s3:::bucket*"}"#, true),
            (#""ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-abc/r-1/*"}"#, false),
            (#""ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-*/r-1/*"}"#, true),
            (#""ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-abc"}"#, true),
            (#""Bool":{"aws:SecureTransport":"true"}"#, true), (#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#, true),
            (#""StringLike":{"aws:Referer":"https://example.com/*"}"#, true),
            (#""StringEquals":{"aws:UserAgent":"x"}"#, true),
            (#""Bool":{"aws:SecureTransport":"true"},"StringEquals":{"aws:SourceVpc":"vpc-1"}"#, false),
            (#""StringEquals":{"aws:UserAgent":"x","kms:CallerAccount":"123456789012"}"#, false), ("", true),
            (#""Null":{"aws:SourceVpce":"false"}"#, true), (#""StringEquals":{"aws:SourceVpce":""}"#, true),
        ]
    )
    func conditions(condition: String, isPublic: Bool) throws {
        let policy = Self.policy(Self.condition(condition))
        #expect(try Self.value("iamIsPublic(p)", policy) == "\(isPublic)")
        #expect(try Self.value("iamAllows(p, '*', 's3:GetObject', 'arn:aws:s3:::b/k')", policy) == "\(isPublic)")
        // Somebody in particular may fulfil it.
        #expect(try Self.value("iamAllows(p, '123456789012', 's3:GetObject', 'arn:aws:s3:::b/k')", policy) == "true")
    }

    @Test(
        "a Deny takes back what it surely covers",
        arguments: [
            (#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#, false),
            (#"{"Effect":"Deny","Principal":"*","Action":"S3:GETOBJECT","Resource":"arn:aws:s3:::b/*"}"#, false),
            (#"{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/private/*"}"#, true),
            (#"{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"*"}"#, true),
            (
                #"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"*","Resource":"*"}"#,
                true
            ),
            (
                #"{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"*","Resource":"*"}"#,
                false
            ),
            (#"{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::*:root"},"Action":"*","Resource":"*"}"#, true),
            (#"{"Effect":"Deny","Principal":"*","NotAction":"s3:PutObject","Resource":"*"}"#, false),
            (#"{"Effect":"Deny","Principal":"*","NotAction":"s3:Get*","Resource":"*"}"#, true),
            (#"{"Effect":"Deny","Principal":"*","Action":"*","NotResource":"arn:aws:s3:::b/public/*"}"#, true),
            (
                #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#,
                true
            ),
            (
                #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}"#,
                false
            ),
            (
                #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#,
                false
            ),
            (
                #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"0.0.0.0/0"}}}"#,
                true
            ),
            (
                #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"},"Bool":{"aws:ViaAWSService":"false"}}}"#,
                true
            ),
            (
                #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}}"#,
                true
            ), (#"{"Effect":"Deny","Principal":"*","Action":"s3:?etObject","Resource":"*"}"#, false),
            (#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"arn:aws:s3:::${aws:x}/*"}"#, true),
        ]
    )
    func denials(denial: String, isPublic: Bool) throws {
        let policy = Self.policy(Self.allow(#""*""#), denial)
        #expect(try Self.value("iamIsPublic(p)", policy) == "\(isPublic)")
        #expect(try Self.value("iamIsPublic(p)", Self.policy(denial, Self.allow(#""*""#))) == "\(isPublic)")
    }

    @Test("the public's actions are listed as the policy spells them")
    func actions() throws {
        let policy = Self.policy(
            #"{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:List*","s3:GetObject"],"Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}"#,
            #"{"Effect":"Allow","Principal":"*","Action":["s3:PutObject","s3:PutAcl"],"Resource":"*"}"#,
            #"{"Effect":"Deny","Principal":"*","Action":"s3:Put?cl","Resource":"*"}"#,
            #"{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"s3:DeleteObject","Resource":"*"}"#
        )
        #expect(try Self.value("iamPublicActions(p)", policy) == #"["s3:GetObject","s3:List*","s3:PutObject"]"#)
        #expect(
            try Self.value(
                "iamPublicActions(p)",
                Self.policy(#"{"Effect":"Allow","Principal":"*","NotAction":"s3:PutObject","Resource":"*"}"#)
            ) == #"["*"]"#
        )
        #expect(try Self.value("iamPublicActions(p)", Self.policy()) == "[]")
    }

    @Test(
        "who may do what with which resource",
        arguments: [
            ("iamAllows(p, 'arn:aws:iam::111111111111:role/reader', 's3:GetObject', 'arn:aws:s3:::b/k')", true),
            ("iamAllows(p, 'arn:aws:iam::111111111111:role/reader', 's3:PutObject', 'arn:aws:s3:::b/k')", false),
            ("iamAllows(p, 'arn:aws:iam::111111111111:role/reader', 's3:GetObject', 'arn:aws:s3:::other/k')", false),
            ("iamAllows(p, 'arn:aws:iam::111111111111:role/reader', 's3:GetObject', 'arn:aws:s3:::b/secret/k')", false),
            ("iamAllows(p, 'arn:aws:iam::222222222222:user/any', 's3:DeleteObject', 'arn:aws:s3:::b/k')", true),
            ("iamAllows(p, '222222222222', 's3:DeleteObject', 'arn:aws:s3:::b/k')", true),
            ("iamAllows(p, '333333333333', 's3:DeleteObject', 'arn:aws:s3:::b/k')", false),
            ("iamAllows(p, 'delivery.logs.amazonaws.com', 's3:PutObject', 'arn:aws:s3:::b/logs/x')", true),
            ("iamAllows(p, 'other.amazonaws.com', 's3:PutObject', 'arn:aws:s3:::b/logs/x')", false),
            ("iamAllows(p, '*', 's3:GetObject', 'arn:aws:s3:::b/k')", false),
            ("iamAllows(p, '444444444444', 's3:GetBucketPolicy', 'arn:aws:s3:::b')", true),
            ("iamAllows(p, '444444444444', 's3:PutBucketPolicy', 'arn:aws:s3:::b')", false),
            ("iamAllows(p, '555555555555', 's3:GetBucketPolicy', 'arn:aws:s3:::b')", false),
            ("iamAllows(p, 's3:GetObject', 'arn:aws:s3:::b/k')", false),
        ]
    )
    func questions(expression: String, expected: Bool) throws {
        let policy = Self.policy(
            #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/reader"},"Action":"s3:Get*","Resource":"arn:aws:s3:::b/*"}"#,
            #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"arn:aws:s3:::b/secret/*"}"#,
            #"{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":["s3:DeleteObject"],"NotResource":"arn:aws:s3:::b/keep/*"}"#,
            #"{"Effect":"Allow","Principal":{"Service":["delivery.logs.amazonaws.com"]},"Action":"s3:PutObject","Resource":"arn:aws:s3:::b/logs/*","Condition":{"StringEquals":{"aws:SourceAccount":"1"}}}"#,
            #"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::444444444444:root","arn:aws:iam::555555555555:root"]},"NotAction":["s3:Put*","s3:Delete*"],"Resource":"arn:aws:s3:::b"}"#,
            #"{"Effect":"Deny","NotPrincipal":{"AWS":["111111111111","222222222222","444444444444","delivery.logs.amazonaws.com"]},"Action":"s3:*","Resource":"*"}"#
        )
        #expect(try Self.value(expression, policy) == "\(expected)")
    }

    @Test(
        "policies of identities are asked about without a principal",
        arguments: [
            ("iamAllows(p, 'iam:PassRole', '*')", true),
            ("iamAllows(p, 'ec2:StartInstances', 'arn:aws:ec2:::i')", true),
            ("iamAllows(p, 'ec2:TerminateInstances', 'arn:aws:ec2:::i')", false),
            ("iamAllows(p, 's3:GetObject', 'arn:aws:s3:::home/me/x')", true),
            ("iamAllows(p, 's3:GetObject', 'arn:aws:s3:::other')", false),
            ("iamAllows(p, '123456789012', 'iam:PassRole', '*')", true),
            ("iamAllows(p, '*', 'iam:PassRole', '*')", false), ("iamIsPublic(p)", false),
            ("iamAllows(p, '*', '*')", false), ("iamAllows(p, 'ec2:*', '*')", true),
        ]
    )
    func identities(expression: String, expected: Bool) throws {
        let policy = Self.policy(
            #"{"Effect":"Allow","Action":["iam:PassRole","ec2:*"],"Resource":"*"}"#,
            #"{"Effect":"Deny","Action":"ec2:Terminate*","Resource":"*"}"#,
            #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::home/${aws:username}/*"}"#,
            #"{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}"#
        )
        #expect(try Self.value(expression, policy) == "\(expected)")
    }

    @Test(
        "what is no policy is an error with a hint",
        arguments: [
            (#""{}""#, "the policy is a string; iamIsPublic takes the JSON inside it, which adapters decode in place"),
            ("{}", "a policy has no Statement"), ("[]", "no such overload: iamIsPublic(list)"),
            (#"{"Statement":[1]}"#, "a statement is a map, found 1"),
            (#"{"Statement":{"Effect":"allow","Action":"*"}}"#, "the Effect of a statement is Allow or Deny"),
            (#"{"Statement":{"Effect":"Allow"}}"#, "a statement has neither Action nor NotAction"),
            (
                #"{"Statement":{"Effect":"Allow","Action":"a","NotAction":"b"}}"#,
                "a statement has both action and notaction"
            ), (#"{"Statement":{"Effect":"Allow","Action":"a","action":"b"}}"#, "a statement has two elements action"),
            (
                #"{"Statement":{"Effect":"Allow","Principal":"*","Action":[1]}}"#,
                "expected a string in the policy, found 1"
            ),
            (
                #"{"Statement":{"Effect":"Allow","Principal":5,"Action":"a"}}"#,
                "expected a string or a list of strings in the policy, found 5"
            ),
            (
                #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"a","Condition":"x"}}"#,
                #"a Condition is a map, found "x""#
            ),
            (
                #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"a","Condition":{"Bool":1}}}"#,
                "a condition's operator holds a map of keys, found 1"
            ),
        ]
    )
    func malformed(policy: String, message: String) throws {
        let program = try Program(compiling: "iamIsPublic(r.p)", in: Environment(variables: ["r"]))
        var bindings = Bindings(count: 1)
        bindings.bind(0, to: try JSONDocument(#"{"p":\#(policy)}"#).root)
        guard case .failure(let error) = program.evaluate(bindings) else {
            Issue.record("no error")
            return
        }
        #expect(error.message == message)
    }
}
