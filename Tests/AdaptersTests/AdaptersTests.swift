import Foundation
import JSON
import Messages
import Testing

@testable import Adapters

/// An item as AWS Config writes it in notifications.
func item(_ more: String = "", status: String = "OK", time: String = "2025-06-02T00:15:04.120Z") -> String {
    """
    {"configuration":{"name":"b"},"supplementaryConfiguration":{},"tags":{},"configurationItemVersion":"1.3",\
    "configurationItemCaptureTime":"\(time)","configurationStateId":1748823304120,"awsAccountId":"111122223333",\
    "configurationItemStatus":"\(status)","resourceType":"AWS::S3::Bucket","resourceId":"b","resourceName":"b",\
    "ARN":"arn:aws:s3:::b","awsRegion":"ap-northeast-1"\(more)}
    """
}

func notification(_ item: String, changeType: String? = nil) -> String {
    let difference = changeType.map { #"{"changedProperties":{},"changeType":"\#($0)"}"# } ?? "null"
    return """
        {"configurationItemDiff":\(difference),"configurationItem":\(item),"messageType":"ConfigurationItemChangeNotification",\
        "notificationCreationTime":"2025-06-02T00:15:06.000Z","recordVersion":"1.3"}
        """
}

/// `text` as a JSON string.
func quoted(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return writer.text
}

func read(_ text: String) throws -> AdapterReading {
    AWSConfigAdapter().read(try JSONDocument(text).root)
}

@Suite("The AWS Config adapter's forms")
struct FormTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let input: String
        let action: ChangeAction
        var count = 1
        var testDescription: String { name }
    }

    static let summary = """
        {"changeType":"UPDATE","configurationItemCaptureTime":"2025-06-02T00:15:04.120Z","configurationStateId":1748823304120,\
        "awsAccountId":"111122223333","configurationItemStatus":"OK","resourceType":"AWS::S3::Bucket","resourceId":"b",\
        "awsRegion":"ap-northeast-1"}
        """

    static let cases: [Case] = [
        Case(name: "a bare item", input: item(), action: .update),
        Case(name: "a bare item that was just found", input: item(status: "ResourceDiscovered"), action: .create),
        Case(name: "a bare notification", input: notification(item(), changeType: "UPDATE"), action: .update),
        Case(
            name: "a notification of a new resource",
            input: notification(item(), changeType: "CREATE"),
            action: .create
        ),
        Case(
            name: "a notification of a deletion",
            input: notification(item(status: "ResourceDeleted")),
            action: .delete
        ),
        Case(
            name: "a notification of a deletion that is not recorded",
            input: notification(item(status: "ResourceDeletedNotRecorded"), changeType: "DELETE"),
            action: .delete
        ),
        Case(
            name: "a notification from SNS",
            input: #"{"Type":"Notification","MessageId":"1","Message":\#(quoted(notification(item())))}"#,
            action: .update
        ),
        Case(
            name: "a notification from SNS in SQS for a function",
            input: """
                {"Records":[{"body":\(quoted(#"{"Type":"Notification","Message":\#(quoted(notification(item())))}"#))}]}
                """,
            action: .update
        ),
        Case(
            name: "a notification from SNS for a function",
            input: #"{"Records":[{"EventSource":"aws:sns","Sns":{"Message":\#(quoted(notification(item())))}}]}"#,
            action: .update
        ),
        Case(
            name: "an EventBridge event",
            input: """
                {"version":"0","id":"1","detail-type":"Config Configuration Item Change","source":"aws.config",\
                "account":"999999999999","time":"2025-06-02T00:15:06Z","region":"us-east-1","resources":[],"detail":\(notification(item()))}
                """,
            action: .update
        ),
        Case(
            name: "a rule's invoking event",
            input:
                #"{"invokingEvent":\#(quoted(notification(item()))),"ruleParameters":"{}","accountId":"999999999999"}"#,
            action: .update
        ),
        Case(
            name: "an oversized item",
            input: """
                {"configurationItemSummary":\(summary),"s3DeliverySummary":{"s3BucketLocation":"b/k","errorCode":null},\
                "messageType":"OversizedConfigurationItemChangeNotification","recordVersion":"1.0"}
                """,
            action: .update
        ),
        Case(
            name: "a snapshot file",
            input: #"{"fileVersion":"1.0","configSnapshotId":"1","configurationItems":[\#(item()),\#(item())]}"#,
            action: .snapshot,
            count: 2
        ),
        Case(
            name: "a deletion in a history file",
            input: #"{"fileVersion":"1.0","configurationItems":[\#(item(status: "ResourceDeleted"))]}"#,
            action: .delete
        ),
        Case(
            name: "the answer of a query, as strings",
            input: #"{"Results":[\#(quoted(item()))],"QueryInfo":{}}"#,
            action: .snapshot
        ),
        Case(name: "a list of notifications", input: "[\(notification(item())),\(item())]", action: .update, count: 2),
        Case(name: "a notification as a JSON string", input: quoted(notification(item())), action: .update),
    ]

    @Test("each becomes config.changed", arguments: cases)
    func form(_ example: Case) throws {
        let reading = try read(example.input)
        #expect(reading.errors.isEmpty && reading.ignored.isEmpty)
        #expect(reading.changes.count == example.count)
        for adapted in reading.changes {
            let change = adapted.change
            #expect(change.resource.key == "3:aws,12:111122223333,14:ap-northeast-1,15:AWS::S3::Bucket,1:b")
            #expect(change.service == "s3")
            #expect(change.change == Change(action: example.action, source: "aws-config"))
            #expect(change.observedAt == Timestamp("2025-06-02T00:15:04.120Z"))
            #expect(change.version == 1_748_823_304_120)
            #expect(adapted.id.version == 7)
            #expect(adapted.id.milliseconds == 1_748_823_304_120)
            #expect(change.previousConfiguration == nil)
        }
    }

    @Test("an oversized item is marked, also in what is published")
    func oversized() throws {
        let reading = try read(
            #"{"configurationItemSummary":\#(Self.summary),"messageType":"OversizedConfigurationItemChangeNotification"}"#
        )
        let adapted = try #require(reading.changes.first)
        #expect(adapted.isSummary)
        #expect(try adapted.change.configuration.document().root.member("oversized")?.bool == true)
    }

    @Test(
        "messages without settings are recognised and passed over",
        arguments: [
            #"{"messageType":"ConfigurationSnapshotDeliveryCompleted","s3ObjectKey":"k"}"#,
            #"{"invokingEvent":"{\"messageType\":\"ScheduledNotification\"}","accountId":"1"}"#,
            #"{"detail-type":"Config Rules Compliance Change","source":"aws.config","detail":{}}"#,
            #"{"configurationItem":{"resourceType":"AWS::EC2::VPC","configurationItemStatus":"ResourceNotRecorded"}}"#,
        ]
    )
    func ignored(_ input: String) throws {
        let reading = try read(input)
        #expect(reading.ignored.count == 1)
        #expect(reading.changes.isEmpty && reading.errors.isEmpty)
    }

    @Test(
        "what cannot be read says what and where",
        arguments: [
            ("{}", "an empty object is nothing that AWS Config sends"),
            (#"[{"a":1,"b":2}]"#, "[0]: an object with a, b is nothing that AWS Config sends"),
            ("[1]", "[0]: the value 1 is nothing that AWS Config sends"),
            (
                #"{"Type":"Notification","Message":"hello"}"#,
                "Message: text that should hold JSON: invalid JSON at byte 0"
            ),
            (
                #"{"detail-type":"AWS API Call via CloudTrail","source":"aws.s3","detail":{}}"#,
                #"an EventBridge event of type "AWS API Call via CloudTrail" is no AWS Config item"#
            ),
            (
                #"{"configurationItem":{"resourceType":"AWS::EC2::VPC","resourceId":"vpc-1"}}"#,
                "configurationItem: a configuration item without configurationItemCaptureTime"
            ),
            (
                #"{"resourceType":"T","resourceId":"r","accountId":"1","configurationItemCaptureTime":"soon"}"#,
                #"not a time: "soon""#
            ),
        ]
    )
    func refused(_ input: String, _ words: String) throws {
        let reading = try read(input)
        #expect(reading.changes.isEmpty)
        #expect(reading.errors.count == 1)
        #expect(reading.errors.first?.description.contains(words) == true, "\(reading.errors)")
    }

    @Test("one bad item holds up no other")
    func partly() throws {
        let reading = try read(#"{"configurationItems":[\#(item()),{"resourceType":"T"},\#(item())]}"#)
        #expect(reading.changes.count == 2)
        #expect(reading.errors.map(\.place) == ["configurationItems[1]"])
    }

    @Test("envelopes in envelopes come to an end")
    func nested() throws {
        var text = notification(item())
        for _ in 0..<10 { text = #"{"Message":\#(quoted(text))}"# }
        let reading = try read(text)
        #expect(reading.errors.map(\.reason) == [.tooManyEnvelopes])
    }
}
