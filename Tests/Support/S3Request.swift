import Crypto
import Foundation

/// A request as an S3-compatible service reads it, with its signature checked.
///
/// Source: AWS, "Signature Version 4 for API requests", "Create a signed AWS API request".
struct S3Request {
    private let request: WebhookSink.Received
    private let rawPath: String
    private let rawQuery: String
    /// The object's name, decoded; empty for the bucket itself.
    let name: String
    let isInBucket: Bool
    let query: [String: String]

    init(_ request: WebhookSink.Received, bucket: String) {
        self.request = request
        let parts = request.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        rawPath = parts[0]
        rawQuery = parts.count > 1 ? parts[1] : ""
        let path = rawPath.removingPercentEncoding ?? rawPath
        isInBucket = path == "/\(bucket)" || path.hasPrefix("/\(bucket)/")
        name = path.hasPrefix("/\(bucket)/") ? String(path.dropFirst(bucket.count + 2)) : ""
        var values: [String: String] = [:]
        for pair in rawQuery.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            values[halves[0]] = halves.count > 1 ? halves[1].removingPercentEncoding ?? "" : ""
        }
        query = values
    }

    /// The code of what is wrong with the signature; nil when it is right.
    func signatureProblem(accessKey: String, secretKey: String, region: String) -> String? {
        guard let header = request.headers["authorization"], header.hasPrefix("AWS4-HMAC-SHA256 "),
            let time = request.headers["x-amz-date"], let payload = request.headers["x-amz-content-sha256"]
        else { return "AccessDenied" }
        var fields: [String: String] = [:]
        for part in header.dropFirst("AWS4-HMAC-SHA256 ".count).split(separator: ",") {
            let halves = part.trimmingCharacters(in: .whitespaces).split(separator: "=", maxSplits: 1)
            if halves.count == 2 { fields[String(halves[0])] = String(halves[1]) }
        }
        let scope = "\(time.prefix(8))/\(region)/s3/aws4_request"
        guard fields["Credential"] == "\(accessKey)/\(scope)" else { return "InvalidAccessKeyId" }
        guard payload == SHA256.hash(request.body).hex else { return "XAmzContentSHA256Mismatch" }
        guard isNow(time) else { return "RequestTimeTooSkewed" }
        let signed = (fields["SignedHeaders"] ?? "").split(separator: ";").map(String.init)
        // Everything that changes what is stored must be signed.
        let mustBeSigned = request.headers.keys.filter {
            $0 == "host" || $0.hasPrefix("x-amz-") || $0 == "if-none-match"
        }
        guard signed == signed.sorted(), Set(mustBeSigned).isSubset(of: signed) else { return "AccessDenied" }
        let canonical = canonicalRequest(signed, payload)
        let text = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(SHA256.hash(Array(canonical.utf8)).hex)"
        var key = Array("AWS4\(secretKey)".utf8)
        for part in [String(time.prefix(8)), region, "s3", "aws4_request"] {
            key = HMACSHA256.tag(Array(part.utf8), key: key).bytes
        }
        return HMACSHA256.tag(Array(text.utf8), key: key).hex == fields["Signature"] ? nil : "SignatureDoesNotMatch"
    }

    private func canonicalRequest(_ signed: [String], _ payload: String) -> String {
        let headers = signed.map { name in
            let words = (request.headers[name] ?? "").split(separator: " ").joined(separator: " ")
            return "\(name):\(words)\n"
        }
        let query = rawQuery.split(separator: "&").map { $0.contains("=") ? String($0) : "\($0)=" }.sorted()
        let lines = [
            request.method, rawPath, query.joined(separator: "&"), headers.joined(), signed.joined(separator: ";"),
            payload,
        ]
        return lines.joined(separator: "\n")
    }

    /// Services refuse what is more than a quarter of an hour away.
    private func isNow(_ time: String) -> Bool {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
        return format.date(from: time).map { abs($0.timeIntervalSinceNow) < 900 } ?? false
    }
}
