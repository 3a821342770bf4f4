import JSON
import Messages

/// One change of an S3 bucket, as AWS Config tells it: about 2.5 KB as a message.
struct BucketChange {
    /// Which bucket, from 0.
    var bucket: Int
    /// Counts the changes of a run, from 1: the bucket's version, its time and the message's id follow from it.
    var number: Int
    /// Whether the bucket breaks rules, and so has findings.
    var isPublic = false
    /// Whose it is.
    var tenant = "acme"

    /// The bucket's id begins so, and six digits follow.
    static let prefix = "bench-"

    /// The bucket's id in the cloud.
    var name: String {
        let digits = String(bucket)
        return Self.prefix + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// The bucket.
    var resource: Resource {
        Resource(provider: "aws", account: "111122223333", region: "ap-northeast-1", type: "AWS::S3::Bucket", id: name)
    }

    /// The whole message.
    func message() throws -> Message {
        let time = Timestamp(milliseconds: 1_790_000_000_000 + Int64(number))
        let data = ConfigChanged(
            resource: resource,
            service: "s3",
            configuration: RawJSON(trusted: Array(configuration.utf8)),
            observedAt: time,
            version: Int64(number),
            change: Change(action: .update, source: "aws-config")
        )
        let random = UInt64(truncatingIfNeeded: number) &* 0x9e37_79b9_7f4a_7c15
        let header = MessageHeader(
            id: MessageID(version7At: time, random: (random >> 52, random)),
            kind: .configChanged,
            source: "//settei/acme-ci",
            tenant: tenant,
            subject: resource.key,
            time: time
        )
        return try Message(header, data: data)
    }

    private var configuration: String {
        let lock = isPublic ? "false" : "true"
        let statement =
            isPublic
            ? #"{"Sid":"PublicRead","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::\#(name)/*"}"#
            : #"{"Sid":"TLSOnly","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::\#(name)","arn:aws:s3:::\#(name)/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#
        return
            #"{"relatedEvents":[],"relationships":[],"configuration":{"name":"\#(name)","owner":{"displayName":null,"id":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},"creationDate":"2025-03-03T00:00:00.000Z"},"#
            + #""supplementaryConfiguration":{"AccessControlList":{"grantSet":null,"grantList":[{"grantee":{"id":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be","displayName":null},"permission":"FullControl"}]},"#
            + #""BucketLoggingConfiguration":{"destinationBucketName":"example-access-logs","logFilePrefix":"\#(name)/"},"BucketPolicy":{"policyText":{"Version":"2012-10-17","Statement":[\#(statement)]}},"#
            + #""BucketVersioningConfiguration":{"status":"Enabled","isMfaDeleteEnabled":true},"PublicAccessBlockConfiguration":{"blockPublicAcls":\#(lock),"ignorePublicAcls":\#(lock),"blockPublicPolicy":\#(lock),"restrictPublicBuckets":\#(lock)},"#
            + #""ServerSideEncryptionConfiguration":{"rules":[{"applyServerSideEncryptionByDefault":{"sseAlgorithm":"AES256","kmsMasterKeyID":null},"bucketKeyEnabled":false}]}},"#
            + #""tags":{"Name":"顧客データ"},"configurationItemCaptureTime":"2025-06-02T00:41:19.876Z","configurationStateId":\#(1_748_824_879_876 + number),"awsAccountId":"111122223333","configurationItemStatus":"OK","#
            + #""resourceType":"AWS::S3::Bucket","resourceId":"\#(name)","ARN":"arn:aws:s3:::\#(name)","awsRegion":"ap-northeast-1","resourceCreationTime":"2025-03-03T00:00:00.000Z"}"#
    }
}
