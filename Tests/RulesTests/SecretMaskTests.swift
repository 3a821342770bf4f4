import JSON
import Testing

@testable import Rules

@Suite("Secrets are masked wherever a setting is shown")
struct SecretMaskTests {
    @Test(
        "names of secrets are known in every spelling",
        arguments: [
            "userData", "user_data", "customData", "startup-script", "password", "Password", "masterUserPassword",
            "MASTER_USER_PASSWORD", "db-password", "DBPassword", "passwd",
            "pwd",
            "secret", "clientSecret", "client_secret", "secretValue", "apiKey", "API_KEY", "x-api-key", "accessKey",
            "privateKey",
            "private_key", "privateKeyPem", "token", "authToken", "oauth_token", "sessionToken", "connectionString",
            "ConnectionStrings", "SQLCONNSTR_connectionString", "accountKey", "sharedAccessKey", "signingKey",
            "webhookUrl",
            "credentials", "passphrase", "authorization", "Cookie", "sasToken", "passwordHash", "encryptionKey",
            "password1",
        ]
    )
    func namesOfSecrets(name: String) {
        #expect(SecretMask.isSecretName(name))
    }

    @Test(
        "names that only speak of secrets are not names of secrets",
        arguments: [
            "passwordPolicy", "minimumPasswordLength", "passwordLastUsed", "passwordReusePrevention", "secretArn",
            "secretName",
            "secretRef", "tokenExpiry", "publicKey", "kmsKeyId", "keyId", "accessKeyId", "httpTokens", "nextToken",
            "clientToken",
            "passwordEnabled", "maxPasswordAge", "key", "name", "keyName", "userName", "bucketKeyEnabled", "tokenType",
            "",
            "passwordResetRequired", "secretsManagerEnabled", "allowUsersToChangePassword", "KeyRotationEnabled",
            "compass",
        ]
    )
    func namesOfOthers(name: String) {
        #expect(!SecretMask.isSecretName(name))
    }

    @Test(
        "secrets inside a text are masked and the rest stays",
        arguments: [
            ("AKIAIOSFODNN7EXAMPLE", "***"),
            ("export AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE;", "export AWS_ACCESS_KEY_ID=***;"),
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "***"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "***"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123", "***"),
            ("Authorization: Bearer abcdef", "Authorization: Bearer ***"),
            ("postgres://app:s3cret@db.example.com/app", "postgres://app:***@db.example.com/app"),
            ("Server=db;User Id=sa;Password=hunter2;Encrypt=true", "Server=db;User Id=sa;Password=***;Encrypt=true"),
            (
                "DefaultEndpointsProtocol=https;AccountKey=abc==;x=1",
                "DefaultEndpointsProtocol=https;AccountKey=***;x=1"
            ),
            ("https://a.example/?sv=1&sig=abc%3D&se=2", "https://a.example/?sv=1&sig=***&se=2"),
            (#"{"password":"hunter2","port":1}"#, #"{"password":"***","port":1}"#),
            ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "***"),
            ("curl -H 'x: xoxb-123456789012-abcdefghijkl'", "curl -H 'x: ***'"),
            ("Zm9vYmFyMTIzNDU2Nzg5MEFCQ0RFRkdISUpLTE1OT1A=", "***"),
        ]
    )
    func secretsInTexts(text: String, expected: String) {
        #expect(SecretMask.masked(text) == expected)
    }

    @Test(
        "ordinary settings are shown as they are",
        arguments: [
            "0.0.0.0/0", "arn:aws:s3:::customer-data-bucket-2024-Production", "AIDAJ45Q7YFFAREXAMPLE", "AES256",
            "required",
            "arn:aws:kms:ap-northeast-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "2026-11-20T01:02:03.456Z",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "sg-0123456789abcdef0", "日本語のテキストです",
            "arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20240101T000000",
            "https://example.com:443/a",
            "ELBSecurityPolicy-TLS13-1-2-2021-06", "aws:SecureTransport",
            "MyApplicationLoadBalancerTargetGroup2024Tokyo1", "", "a",
        ]
    )
    func ordinaryTexts(text: String) {
        #expect(SecretMask.masked(text) == text)
    }

    @Test(
        "values are masked by their names, deep inside",
        arguments: [
            (#"{"password":"x","port":5432}"#, #"{"password":"***","port":5432}"#),
            (
                #"{"password":12345,"passwordEnabled":true,"secret":null}"#,
                #"{"password":"***","passwordEnabled":true,"secret":null}"#
            ),
            (
                #"{"environment":[{"name":"DB_PASSWORD","value":"x"},{"name":"A","value":"x"}]}"#,
                #"{"environment":[{"name":"DB_PASSWORD","value":"***"},{"name":"A","value":"x"}]}"#
            ),
            (
                #"{"secrets":[{"name":"P","valueFrom":"arn:aws:ssm:x"}]}"#,
                #"{"secrets":[{"name":"P","valueFrom":"arn:aws:ssm:x"}]}"#
            ),
            (#"{"tokens":["a","b"]}"#, #"{"tokens":["***","***"]}"#),
            (#"{"secret":"arn:aws:secretsmanager:x"}"#, #"{"secret":"arn:aws:secretsmanager:x"}"#),
            (
                #"{"codeSha256":"Zm9vYmFyMTIzNDU2Nzg5MEFCQ0RFRkdISUpLTE1OT1A="}"#,
                #"{"codeSha256":"Zm9vYmFyMTIzNDU2Nzg5MEFCQ0RFRkdISUpLTE1OT1A="}"#
            ),
            (#"{ "a" : [ 1 , 2.50 ] }"#, #"{"a":[1,2.50]}"#),
        ]
    )
    func trees(json: String, expected: String) throws {
        #expect(SecretMask.text(of: try JSONDocument(json).root) == expected)
    }

    @Test("a long value is cut between characters")
    func longValue() throws {
        let text = SecretMask.text(
            of: try JSONDocument("[\"" + String(repeating: "設", count: 200) + "\"]").root,
            maximumBytes: 33
        )
        #expect(text == "[\"" + String(repeating: "設", count: 10) + "…")
    }
}
