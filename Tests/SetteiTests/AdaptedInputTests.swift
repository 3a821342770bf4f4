import Adapters
import JSON
import Messages
import Testing

@testable import Settei

@Suite("What is published of what clouds write")
struct AdaptedInputTests {
    private static let time = Timestamp(milliseconds: 1_790_000_000_000)

    private static func read(_ text: String, as format: AdapterFormat? = nil, at time: Timestamp = time) throws
        -> AdaptedDocument.Reading
    {
        let document = AdaptedDocument(
            catalogue: AdapterCatalogue(),
            format: format,
            tenant: "acme",
            observedAt: time
        )
        return document.read(try JSONDocument(text).root)
    }

    private static let pod = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n"},"spec":{}}"#
    private static let trail = """
        {"eventVersion":"1.08","eventTime":"2026-01-02T03:04:05Z","eventSource":"s3.amazonaws.com","eventName":"DeleteBucket",\
        "awsRegion":"eu-west-1","requestParameters":{"bucketName":"b"},"recipientAccountId":"1"}
        """

    @Test("what does not say when it was seen gets the time that was given, and twice the same id")
    func undated() throws {
        let first = try #require(try Self.read(Self.pod).messages.first)
        #expect(first.header.time == Self.time)
        #expect(first.header.subject == "10:kubernetes,7:unknown,6:global,3:Pod,3:n/p")
        #expect(try Self.read(Self.pod).messages.first?.bytes == first.bytes)
        let later = Timestamp(milliseconds: 1_790_000_001_000)
        #expect(try Self.read(Self.pod, at: later).messages.first?.header.id != first.header.id)
    }

    @Test("what says when it happened keeps its time")
    func dated() throws {
        let message = try #require(try Self.read(Self.trail).messages.first)
        #expect(message.header.time == Timestamp("2026-01-02T03:04:05Z"))
        #expect(message.header.source == "//settei/cloudtrail")
    }

    @Test(
        "a plan is nothing that there is",
        arguments: [
            #"{"format_version":"1.2","planned_values":{"root_module":{}},"resource_changes":[]}"#,
            #"{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"B":{"Type":"AWS::S3::Bucket"}}}"#,
        ]
    )
    func planned(text: String) throws {
        let reading = try Self.read(text)
        #expect(reading.messages.isEmpty)
        #expect(reading.mistakes.count == 1 && reading.mistakes[0].contains("settei check"), "\(reading.mistakes)")
    }

    @Test("what is left out and what is wrong is told")
    func told() throws {
        let reads = Self.trail.replacing("DeleteBucket", with: "GetBucketPolicy")
        #expect(try Self.read("[\(reads)]").ignored == ["s3 GetBucketPolicy: it only read"])
        #expect(try Self.read(#"{"what":1}"#).mistakes.first?.contains("in no format that is known") == true)
        #expect(try Self.read(Self.pod, as: .cloudTrail).mistakes.first?.contains("kubernetes") == true)
    }
}
