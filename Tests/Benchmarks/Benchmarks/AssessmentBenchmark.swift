import Foundation
import JSON
import Messages
import Rules
import TestSupport
import Threading

/// Measures what one assessment costs a checker: read the message, ask every rule for its type, write the answer.
struct AssessmentBenchmark {
    /// What one run came to.
    struct Result {
        /// Assessments a second on one thread.
        var itemsPerSecond: Double
        /// Microseconds for each.
        var microseconds: Double
        /// Bytes of the message assessed.
        var messageBytes: Int
        /// Rules that were asked.
        var rules: Int
        /// Rules that failed, whose explanations cost most.
        var fails: Int
    }

    private let policy: PolicySet
    private let message: [UInt8]
    private let item = MessageID(milliseconds: 1_790_000_000_000, version: 8, random: (1, 2))

    /// Loads the shipped packs; a bucket with `isPublic` fails most of its rules, one without passes them.
    init(isPublic: Bool) throws {
        let loaded = RulePackLoader.load(paths: [Corpora.package.appending(path: "deploy/policies").path])
        policy = try PolicySet(packs: loaded.packs)
        message = try Self.message(isPublic: isPublic)
    }

    /// Assesses the same change over and over for about `seconds`.
    func run(seconds: Double = 2) throws -> Result {
        var bytes = 0
        var count = 0
        var last = Assessment()
        let start = MonotonicClock.system.now()
        var elapsed = 0.0
        while elapsed < seconds {
            for _ in 0..<100 {
                let (assessment, answer) = try assess()
                bytes &+= answer.bytes.count
                last = assessment
            }
            count += 100
            elapsed = Double((MonotonicClock.system.now() - start).nanoseconds) / 1e9
        }
        precondition(bytes > 0)
        return Result(
            itemsPerSecond: Double(count) / elapsed,
            microseconds: elapsed / Double(count) * 1e6,
            messageBytes: message.count,
            rules: last.outcomes.count,
            fails: last.count(.fail)
        )
    }

    /// Does what `ConfigChecker` does for one item.
    private func assess() throws -> (Assessment, Message) {
        let received = try ReceivedMessage(message)
        let now = Timestamp(milliseconds: WallClock.system.now().milliseconds)
        let resource = Self.bucket
        let input = EvaluationInput(resource: resource, change: received.data, tenant: "acme", now: now)
        let assessment = policy.evaluate(input)
        let data = ConfigAssessed(
            change: received.header.id,
            resource: resource,
            policy: policy.reference,
            trigger: .change,
            outcomes: assessment.outcomes,
            cost: assessment.cost,
            durationMicroseconds: 0,
            work: WorkDone(item: item, attempt: 1, replica: "benchmark", receivedAt: now, finishedAt: now)
        )
        let header = MessageHeader(
            id: item,
            kind: .configAssessed,
            source: "//settei/benchmark",
            tenant: received.header.tenant,
            subject: received.header.subject,
            time: now,
            causation: received.header.id
        )
        return (assessment, try Message(header) { data.write(to: &$0) })
    }

    private static let bucket = Resource(
        provider: "aws",
        account: "111122223333",
        region: "ap-northeast-1",
        type: "AWS::S3::Bucket",
        id: "customer-data"
    )

    /// A bucket as AWS Config gives it, about 2 KB.
    private static func message(isPublic: Bool) throws -> [UInt8] {
        let lock = isPublic ? "false" : "true"
        let statement =
            isPublic
            ? #"{"Sid":"PublicRead","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::customer-data/*"}"#
            : #"{"Sid":"TLSOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::customer-data","arn:aws:s3:::customer-data/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#
        let configuration =
            #"{"relatedEvents":[],"relationships":[],"configuration":{"name":"customer-data","owner":{"displayName":null,"id":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},"creationDate":"2025-03-03T00:00:00.000Z"},"#
            + #""supplementaryConfiguration":{"AccessControlList":{"grantSet":null,"grantList":[{"grantee":{"id":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be","displayName":null},"permission":"FullControl"}],"owner":{"displayName":null,"id":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},"isRequesterCharged":false},"#
            + #""BucketLoggingConfiguration":{"destinationBucketName":"example-access-logs","logFilePrefix":"customer-data/"},"BucketNotificationConfiguration":{"configurations":{}},"BucketPolicy":{"policyText":{"Version":"2012-10-17","Statement":["#
            + statement
            + #"]}},"BucketVersioningConfiguration":{"status":"Enabled","isMfaDeleteEnabled":true},"IsRequesterPaysEnabled":false,"PublicAccessBlockConfiguration":{"blockPublicAcls":"#
            + "\(lock),\"ignorePublicAcls\":\(lock),\"blockPublicPolicy\":\(lock),\"restrictPublicBuckets\":\(lock)},"
            + #""ServerSideEncryptionConfiguration":{"rules":[{"applyServerSideEncryptionByDefault":{"sseAlgorithm":"AES256","kmsMasterKeyID":null},"bucketKeyEnabled":false}]}},"tags":{"Name":"顧客データ","Owner":"sales"},"configurationItemVersion":"1.3","configurationItemCaptureTime":"2025-06-02T00:41:19.876Z","configurationStateId":1748824879876,"awsAccountId":"111122223333","configurationItemStatus":"OK","resourceType":"AWS::S3::Bucket","resourceId":"customer-data","resourceName":"customer-data","ARN":"arn:aws:s3:::customer-data","awsRegion":"ap-northeast-1","availabilityZone":"Regional","resourceCreationTime":"2025-03-03T00:00:00.000Z"}"#
        let time = Timestamp(milliseconds: 1_790_000_000_000)
        let data = ConfigChanged(
            resource: bucket,
            service: "s3",
            configuration: RawJSON(trusted: Array(configuration.utf8)),
            observedAt: time,
            change: Change(action: .update, source: "aws-config")
        )
        let header = MessageHeader(
            id: MessageID(version7At: time, random: (1, 2)),
            kind: .configChanged,
            source: "//settei/acme-ci",
            tenant: "acme",
            subject: bucket.key,
            time: time
        )
        return try Message(header, data: data).bytes
    }
}
