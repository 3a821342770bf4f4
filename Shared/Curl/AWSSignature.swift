import CCurl

/// Says with which credentials a request is signed by AWS Signature Version 4, which S3-compatible services ask for.
///
/// libcurl signs the method, the path, the query and every header field of the request. The caller adds the field `x-amz-content-sha256` with the
/// hash of the body, and `x-amz-security-token` for temporary credentials; the query must be sorted and percent-encoded.
/// Source: AWS, "Signature Version 4 for API requests"; libcurl, CURLOPT_AWS_SIGV4.
public struct AWSSignature: Sendable {
    /// The name of the key; not secret.
    public var accessKey: String
    /// The secret key; never to be logged.
    public var secretKey: String
    /// The region, as `ap-northeast-1`.
    public var region: String
    /// The service, as `s3`.
    public var service: String

    /// Takes all fields.
    public init(accessKey: String, secretKey: String, region: String, service: String = "s3") {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.region = region
        self.service = service
    }

    func apply(to handle: EasyHandle) {
        handle.set(CURLOPT_AWS_SIGV4, "aws:amz:\(region):\(service)")
        handle.set(CURLOPT_USERNAME, accessKey)
        handle.set(CURLOPT_PASSWORD, secretKey)
    }
}

extension AWSSignature: CustomStringConvertible {
    /// The key's name and where it is used, without the secret.
    public var description: String { "\(accessKey) for \(service) in \(region)" }
}
