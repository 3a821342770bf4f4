import Crypto
import Curl
import Threading

/// A copy in a bucket of an S3-compatible service, locked so that nobody can take it away before its time.
///
/// Source: AWS S3 API, PutObject, GetObject, HeadObject, ListObjectsV2; "Conditional writes"; "Object Lock".
struct S3Target: CopyTarget {
    let location: S3Location
    /// How many days nobody can delete an object; 0 leaves that to the bucket's own settings.
    var retentionDays = 0
    var clock = WallClock.system
    private let credentials: S3Credentials
    private let client: HTTPClient

    /// The largest object that is read: a segment may have the largest message more than its limit.
    static let maximumObjectBytes = 64 << 20

    var description: String { "s3://\(location.bucket)/\(location.prefix)" }

    init(_ location: S3Location, credentials: S3Credentials, timeout: Duration = .seconds(60)) {
        self.location = location
        self.credentials = credentials
        var options = HTTPClient.Options()
        options.totalTimeout = timeout
        options.connectTimeout = min(timeout, .seconds(10))
        options.maximumResponseBytes = Self.maximumObjectBytes
        client = HTTPClient(options)
    }

    func create(_ name: String, _ bytes: [UInt8]) throws(CopyError) {
        let response = try put(name, bytes, ifAbsent: true)
        switch response.status {
        case 200...299: return
        // Somebody was there before: most likely ourselves, when the answer was lost.
        case 412, 409:
            guard let old = try read(name) else {
                throw .unavailable("\(name) is being written by somebody else")
            }
            guard old == bytes else { throw .differs(name: name) }
        default: throw Self.error(response, name)
        }
    }

    func replace(_ name: String, _ bytes: [UInt8]) throws(CopyError) {
        let response = try put(name, bytes, ifAbsent: false)
        guard (200...299).contains(response.status) else { throw Self.error(response, name) }
    }

    func read(_ name: String) throws(CopyError) -> [UInt8]? {
        let response = try send(.get, location.url(name))
        if response.status == 404, !response.text.contains("NoSuchBucket") { return nil }
        guard response.status == 200 else { throw Self.error(response, name) }
        guard !response.isTruncated else { throw .refused("\(name) is longer than any object of a copy") }
        return response.body
    }

    func contains(_ name: String) throws(CopyError) -> Bool {
        let response = try send(.head, location.url(name))
        if response.status == 404 { return false }
        guard response.status == 200 else { throw Self.error(response, name) }
        return true
    }

    func list(_ prefix: String, after name: String, limit: Int) throws(CopyError) -> [String] {
        let response = try send(.get, location.url(listing: prefix, after: name, limit: min(limit, 1_000)))
        guard response.status == 200 else { throw Self.error(response, prefix) }
        // With `encoding-type` left out, the only characters of our names that XML or the service could change are none.
        return response.text.split(separator: "<Key>").dropFirst().compactMap { part in
            guard let end = part.firstIndex(of: "<") else { return nil }
            let key = part[..<end]
            return key.hasPrefix(location.prefix) ? String(key.dropFirst(location.prefix.count)) : nil
        }
    }

    func cancel() { client.cancel() }

    private func put(_ name: String, _ bytes: [UInt8], ifAbsent: Bool) throws(CopyError) -> HTTPClient.Response {
        guard CopyName.isValid(name) else { throw .refused("\"\(name)\" is no name of an object") }
        var headers = [("Content-Type", "application/octet-stream")]
        headers.append(("x-amz-checksum-sha256", Base64.encode(SHA256.hash(bytes).bytes)))
        // Object lock asks for one of the two; older services know only this one.
        if let hash = MD5.hash(bytes) { headers.append(("Content-MD5", Base64.encode(hash))) }
        if ifAbsent { headers.append(("If-None-Match", "*")) }
        if retentionDays > 0 {
            let until = WallTime(milliseconds: clock.now().milliseconds + Int64(retentionDays) * 86_400_000)
            headers.append(("x-amz-object-lock-mode", "COMPLIANCE"))
            headers.append(("x-amz-object-lock-retain-until-date", until.rfc3339))
        }
        return try send(.put, location.url(name), headers, bytes)
    }

    private func send(
        _ method: HTTPClient.Method,
        _ url: String,
        _ headers: [(name: String, value: String)] = [],
        _ body: [UInt8] = []
    ) throws(CopyError) -> HTTPClient.Response {
        var headers = headers
        headers.append(("x-amz-content-sha256", SHA256.hash(body).hex))
        if let token = credentials.sessionToken { headers.append(("x-amz-security-token", token)) }
        let signature = AWSSignature(
            accessKey: credentials.accessKey,
            secretKey: credentials.secretKey,
            region: location.region
        )
        do throws(CurlError) {
            return try client.send(.init(method, url, headers: headers, body: body, signature: signature))
        } catch {
            // libcurl's words have the host and never the credentials.
            throw error.isTransient ? .unavailable("\(error)") : .refused("\(error)")
        }
    }

    /// What an answer means, with the service's own code and words.
    private static func error(_ response: HTTPClient.Response, _ name: String) -> CopyError {
        let text = response.text
        let parts = ["Code", "Message"].compactMap { element(String($0), of: text) }
        let words = "\(name): status \(response.status)" + (parts.isEmpty ? "" : ", " + parts.joined(separator: ": "))
        switch response.status {
        case 408, 409, 425, 429, 500...599: return .unavailable(words)
        // The clocks are apart: the service does not say whose is wrong, and it may be mended without us.
        case 403 where text.contains("RequestTimeTooSkewed"):
            return .unavailable(words + " (look at this machine's clock)")
        default: return .refused(words)
        }
    }

    private static func element(_ name: String, of text: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"),
            let end = text[start.upperBound...].firstRange(of: "</\(name)>")
        else { return nil }
        return String(text[start.upperBound..<end.lowerBound].prefix(200))
    }
}
