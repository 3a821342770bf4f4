import JSON
import Messages

/// Changes for the system tests: buckets of which every other one is open to the world.
enum Samples {
    /// The data of a `config.changed` about bucket `resource`, in its `version`-th state.
    static func change(number: Int, resource: Int? = nil) throws -> String {
        let bucket = resource ?? number
        let open = number % 2 == 0
        let time = Timestamp(milliseconds: 1_790_000_000_000 + Int64(number))
        let changed = ConfigChanged(
            resource: Resource(
                provider: "aws",
                account: "111122223333",
                region: "ap-northeast-1",
                type: "AWS::S3::Bucket",
                id: "bucket-\(bucket)"
            ),
            configuration: RawJSON(trusted: Array(configuration(bucket, isOpen: open).utf8)),
            observedAt: time,
            version: Int64(number),
            change: Change(action: .update, source: "aws-config")
        )
        return String(decoding: try JSONTreeEncoder().encode(changed), as: UTF8.self)
    }

    /// The whole message about it.
    static func message(number: Int, resource: Int? = nil, tenant: String = "acme") throws -> Message {
        let data = try change(number: number, resource: resource)
        let document = try JSONDocument(data)
        let changed = try JSONNodeDecoder().decode(ConfigChanged.self, from: document.root)
        let header = MessageHeader(
            id: MessageID(version7At: changed.observedAt, random: (UInt64(number), UInt64(number) &* 0x9e37_79b9)),
            kind: .configChanged,
            source: "//settei/test",
            tenant: tenant,
            subject: changed.resource.key,
            time: changed.observedAt
        )
        return try Message(header) { $0.raw(Array(data.utf8)) }
    }

    private static func configuration(_ bucket: Int, isOpen: Bool) -> String {
        let blocked = !isOpen
        return """
            {"configurationItemStatus":"OK","resourceType":"AWS::S3::Bucket","resourceId":"bucket-\(bucket)",\
            "configuration":{"name":"bucket-\(bucket)","owner":{"id":"0123456789abcdef"}},\
            "supplementaryConfiguration":{"PublicAccessBlockConfiguration":{"blockPublicAcls":\(blocked),\
            "ignorePublicAcls":\(blocked),"blockPublicPolicy":\(blocked),"restrictPublicBuckets":\(blocked)},\
            "BucketVersioningConfiguration":{"status":"Enabled"},"BucketLoggingConfiguration":\
            {"destinationBucketName":"logs","logFilePrefix":"s3/"},"ServerSideEncryptionConfiguration":{"rules":\
            [{"applyServerSideEncryptionByDefault":{"sseAlgorithm":"aws:kms"}}]},"BucketPolicy":{"policyText":\
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*",\
            "Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}}}}
            """
    }
}
