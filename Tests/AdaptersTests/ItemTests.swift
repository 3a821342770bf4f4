import Foundation
import JSON
import Messages
import Testing

@testable import Adapters

@Suite("Fields of a configuration item")
struct ItemTests {
    @Test(
        "times are read in every form that AWS and its tools write",
        arguments: [
            (#""2017-04-05T22:23:11.677Z""#, "2017-04-05T22:23:11.677Z"),
            (#""2017-11-09T12:35:43.639000-05:00""#, "2017-11-09T17:35:43.639Z"),
            (#""datetime.datetime(2020, 4, 22, 13, 13, 17, 718000, tzinfo=tzlocal())""#, "2020-04-22T13:13:17.718Z"),
            (#""datetime.datetime(2020, 4, 2, 3, 3)""#, "2020-04-02T03:03:00.000Z"),
            (#""2018-09-07 05:26:45""#, "2018-09-07T05:26:45.000Z"),
            ("1491430991.677", "2017-04-05T22:23:11.677Z"),
            ("1491430991677", "2017-04-05T22:23:11.677Z"),
        ]
    )
    func times(_ written: String, _ expected: String) throws {
        #expect(AWSTime.read(try JSONDocument(written).root) == Timestamp(expected))
    }

    @Test(
        "what is no time is none",
        arguments: [#""soon""#, "true", "-1", "1e300", #""datetime.datetime(2020, 99)""#, #""datetime.datetime()""#]
    )
    func noTimes(_ written: String) throws {
        #expect(AWSTime.read(try JSONDocument(written).root) == nil)
    }

    @Test("older items name account and ARN in other words, state ids in strings")
    func older() throws {
        let reading = try read(
            """
            {"version":"1.2","accountId":"111122223333","arn":"arn:aws:iam::111122223333:user/u","configurationStateId":"29",\
            "configurationItemCaptureTime":"2016-07-25T17:54:07.601Z","configurationItemStatus":"OK",\
            "resourceType":"AWS::IAM::User","resourceId":"AIDA1","configuration":{}}
            """
        )
        let change = try #require(reading.changes.first?.change)
        #expect(change.account == "111122223333")
        #expect(change.region == "global")
        #expect(change.version == 29)
        #expect(change.service == "iam")
    }

    @Test("a lost capture time is taken from the state id, then from the envelope")
    func lostTime() throws {
        let fromState = try read(
            #"{"accountId":"1","resourceType":"T","resourceId":"r","configurationStateId":"1491430991677"}"#
        )
        #expect(fromState.changes.first?.change.observedAt == Timestamp("2017-04-05T22:23:11.677Z"))
        let fromEnvelope = try read(
            """
            {"configurationItem":{"resourceType":"T","resourceId":"r"},"awsAccountId":"7",\
            "notificationCreationTime":"2016-02-17T01:36:34.043Z"}
            """
        )
        #expect(fromEnvelope.changes.first?.change.observedAt == Timestamp("2016-02-17T01:36:34.043Z"))
        #expect(fromEnvelope.changes.first?.change.account == "7")
    }

    @Test("the same input has the same id, another state another")
    func ids() throws {
        let first = try #require(try read(notification(item())).changes.first)
        let again = try #require(try read(#"{"Message":\#(quoted(notification(item())))}"#).changes.first)
        #expect(first.id == again.id)
        #expect(first.change.configuration == again.change.configuration)
        let later = try read(notification(item(time: "2025-06-02T00:15:05.120Z"))).changes.first
        #expect(first.id < (try #require(later)).id)
        let other = try read(notification(item(#","availabilityZone":"Regional""#))).changes.first
        #expect(first.id != other?.id)
    }
}

@Suite("JSON encoded in strings")
struct EmbeddedJSONTests {
    @Test(
        "settings are decoded in place and all else is kept",
        arguments: [
            (#"{"p":"{\"a\":[1,2.50]}"}"#, #"{"p":{"a":[1,2.50]}}"#),
            (#"{"p":" [\"x\"]"}"#, #"{"p":["x"]}"#),
            (#"{"d":"%7B%22a%22%3A%22b%20%2B%20c%22%7D"}"#, #"{"d":{"a":"b + c"}}"#),
            (#"{"d":"%5b1%5d"}"#, #"{"d":[1]}"#),
            (#"{"d":"100%"}"#, #"{"d":"100%"}"#),
            (#"{"d":"%7Bnot json"}"#, #"{"d":"%7Bnot json"}"#),
            (#"{"d":"{curly} text"}"#, #"{"d":"{curly} text"}"#),
            (#"{"d":"{\"a\":1,\"a\":2}"}"#, #"{"d":"{\"a\":1,\"a\":2}"}"#),
            (#"{"a":"{\"b\":\"{\\\"c\\\":true}\"}"}"#, #"{"a":{"b":{"c":true}}}"#),
            (#"{"tags":[{"key":"k","value":"{\"a\":1}"}]}"#, #"{"tags":[{"key":"k","value":"{\"a\":1}"}]}"#),
            (#"{"t":"true","n":"null","q":"\"x\""}"#, #"{"t":"true","n":"null","q":"\"x\""}"#),
            (#""{\"a\":null}""#, #"{"a":null}"#),
            ("null", "null"),
            (#"{"é":"日本","n":18446744073709551615}"#, #"{"é":"日本","n":18446744073709551615}"#),
        ]
    )
    func settings(_ written: String, _ expected: String) throws {
        var writer = JSONWriter()
        EmbeddedJSON.write(try JSONDocument(written).root, to: &writer)
        #expect(writer.text == expected)
        _ = try JSONDocument(writer.bytes)
    }

    @Test(
        "the parts of supplementaryConfiguration may be strings through and through",
        arguments: [
            (#"{"IsRequesterPaysEnabled":"false"}"#, #"{"IsRequesterPaysEnabled":false}"#),
            (#"{"BucketPolicy":"{\"policyText\":null}"}"#, #"{"BucketPolicy":{"policyText":null}}"#),
            (
                #"{"AccessControlList":"\"{\\\"grantSet\\\":null,\\\"grantList\\\":[]}\""}"#,
                #"{"AccessControlList":{"grantSet":null,"grantList":[]}}"#
            ),
            (#"{"Policy":"{\n \"Version\" : \"2012-10-17\"\n}"}"#, #"{"Policy":{"Version":"2012-10-17"}}"#),
            (#"{"Tags":"[{\"key\":\"k\",\"value\":\"{}\"}]"}"#, #"{"Tags":[{"key":"k","value":"{}"}]}"#),
            (#"{"Count":"12","Name":"text"}"#, #"{"Count":"12","Name":"text"}"#),
            (#""{\"A\":\"{\\\"b\\\":1}\"}""#, #"{"A":{"b":1}}"#),
            ("null", "null"),
        ]
    )
    func parts(_ written: String, _ expected: String) throws {
        var writer = JSONWriter()
        EmbeddedJSON.writeParts(try JSONDocument(written).root, to: &writer)
        #expect(writer.text == expected)
    }

    @Test("JSON in JSON in JSON stops before a message would be too deep")
    func depth() throws {
        var text = "1"
        for _ in 0..<60 { text = "[\(text)]" }
        let twice =
            #"{"a":\#(quoted(String(repeating: "[", count: 60) + quoted(text) + String(repeating: "]", count: 60)))}"#
        var writer = JSONWriter()
        EmbeddedJSON.write(try JSONDocument(twice).root, to: &writer)
        _ = try JSONDocument(writer.bytes)
    }
}
