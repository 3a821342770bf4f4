import Crypto
import Foundation
import Synchronization

/// Stands in for an S3-compatible service: checks every signature itself, keeps objects with their locks, and fails as a test wants.
///
/// It knows one bucket and, of the S3 API, PutObject, GetObject, HeadObject and ListObjectsV2 in path style.
public final class S3Double: Sendable {
    /// Holds one version of an object.
    public struct Object: Sendable {
        /// The bytes.
        public let body: [UInt8]
        /// Until when nobody may delete it, as it was asked for; nil: not locked.
        public let retainUntil: String?
        /// How it is locked: `COMPLIANCE` or `GOVERNANCE`.
        public let mode: String?
    }

    /// Says how a request fails.
    public enum Failure: Sendable {
        /// Answers with a status and an S3 error code, and does nothing.
        case status(Int, String)
        /// Does nothing and closes the connection.
        case close
        /// Does what was asked, and closes the connection before the answer.
        case loseAnswer
        /// Never answers.
        case hang
    }

    /// The key that may sign.
    public let accessKey: String
    /// The secret of it.
    public let secretKey: String
    /// The bucket.
    public let bucket: String
    /// The port on the loopback address.
    public let port: UInt16
    let region: String
    private let demandsLock: Bool
    private let sessionToken: String?
    private let objects = Mutex<[String: [Object]]>([:])
    private let plan = Mutex<@Sendable (_ request: String, _ number: Int) -> Failure?>({ _, _ in nil })
    private let log = Mutex<[String]>([])
    private let listener = Mutex<LoopbackListener?>(nil)

    /// Starts it; with `demandsLock` a PUT without object lock is refused, as a bucket policy can demand.
    public init(
        bucket: String = "evidence",
        region: String = "ap-northeast-1",
        sessionToken: String? = nil,
        demandsLock: Bool = false
    ) throws {
        (self.bucket, self.region, self.demandsLock) = (bucket, region, demandsLock)
        self.sessionToken = sessionToken
        accessKey = "AKIADOUBLE"
        secretKey = "planted-secret/+\(UInt64.random(in: 0..<UInt64.max))"
        let box = Mutex<(@Sendable (LoopbackConnection) -> Void)?>(nil)
        let started = try LoopbackListener { connection in box.withLock { $0 }?(connection) }
        port = started.port
        listener.withLock { $0 = started }
        box.withLock { $0 = { [weak self] connection in self?.serve(connection) } }
    }

    /// Where it listens.
    public var endpoint: String { "http://127.0.0.1:\(port)" }
    /// The methods and names that were asked for, as `PUT segments/…`, in order.
    public var requests: [String] { log.withLock { $0 } }
    /// The newest version of each object.
    public var contents: [String: Object] { objects.withLock { $0.compactMapValues(\.last) } }
    /// How many versions an object has.
    public func versions(of name: String) -> Int { objects.withLock { $0[name]?.count ?? 0 } }

    /// Says which requests fail: asked with the method and name, and the number from 1.
    public func fail(_ plan: @escaping @Sendable (_ request: String, _ number: Int) -> Failure?) {
        self.plan.withLock { $0 = plan }
    }

    /// Puts bytes in place of an object's, as a dishonest keeper would; nil takes it away.
    public func tamper(_ name: String, _ body: [UInt8]?) {
        objects.withLock { objects in
            objects[name] = body.map { [Object(body: $0, retainUntil: nil, mode: nil)] }
        }
    }

    /// Closes the port and all connections.
    public func stop() {
        listener.withLock { $0 }?.stop()
    }

    private func serve(_ connection: LoopbackConnection) {
        while let request = WebhookSink.request(from: connection) {
            let target = S3Request(request, bucket: bucket)
            let line = "\(request.method) \(target.name)"
            let number = log.withLock { log in
                log.append(line)
                return log.count
            }
            switch plan.withLock({ $0 })(line, number) {
            case .status(let status, let code)?:
                reply(connection, status, Self.error(code), isHead: request.method == "HEAD")
            case .close?: return
            case .loseAnswer?:
                _ = answer(request, target)
                return
            case .hang?:
                connection.waitForClose()
                return
            case nil:
                let (status, body) = answer(request, target)
                reply(connection, status, body, isHead: request.method == "HEAD")
            }
        }
    }

    private func reply(_ connection: LoopbackConnection, _ status: Int, _ body: [UInt8], isHead: Bool) {
        let head = "HTTP/1.1 \(status) Test\r\nContent-Length: \(body.count)\r\n\r\n"
        connection.write(Array(head.utf8) + (isHead ? [] : body))
    }

    private static func error(_ code: String) -> [UInt8] {
        Array("<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>as the test wants</Message></Error>".utf8)
    }

    private func answer(_ request: WebhookSink.Received, _ target: S3Request) -> (status: Int, body: [UInt8]) {
        if let token = sessionToken, request.headers["x-amz-security-token"] != token {
            return (403, Self.error("InvalidToken"))
        }
        if let problem = target.signatureProblem(accessKey: accessKey, secretKey: secretKey, region: region) {
            return (403, Self.error(problem))
        }
        guard target.isInBucket else { return (404, Self.error("NoSuchBucket")) }
        switch request.method {
        case "PUT": return put(request, target.name)
        case "GET" where target.name.isEmpty: return (200, list(target.query))
        case "GET", "HEAD":
            guard let object = contents[target.name] else { return (404, Self.error("NoSuchKey")) }
            return (200, object.body)
        default: return (405, Self.error("MethodNotAllowed"))
        }
    }

    private func put(_ request: WebhookSink.Received, _ name: String) -> (status: Int, body: [UInt8]) {
        let fields = request.headers
        let hash = Base64.encode(SHA256.hash(request.body).bytes)
        if let said = fields["x-amz-checksum-sha256"], said != hash { return (400, Self.error("BadDigest")) }
        if let said = fields["content-md5"], said != MD5.hash(request.body).map({ Base64.encode($0) }) {
            return (400, Self.error("BadDigest"))
        }
        let (mode, until) = (fields["x-amz-object-lock-mode"], fields["x-amz-object-lock-retain-until-date"])
        guard (mode == nil) == (until == nil) else { return (400, Self.error("InvalidArgument")) }
        if let mode, let until {
            guard ["COMPLIANCE", "GOVERNANCE"].contains(mode), Self.isLater(until) else {
                return (400, Self.error("InvalidRetentionPeriod"))
            }
            // "The Content-MD5 or x-amz-sdk-checksum-algorithm header is required" (PutObject).
            guard fields["content-md5"] != nil || fields["x-amz-checksum-sha256"] != nil else {
                return (400, Self.error("InvalidRequest"))
            }
        } else if demandsLock {
            return (403, Self.error("AccessDenied"))
        }
        return objects.withLock { objects in
            if fields["if-none-match"] == "*", objects[name] != nil { return (412, Self.error("PreconditionFailed")) }
            objects[name, default: []].append(Object(body: request.body, retainUntil: until, mode: mode))
            return (200, [])
        }
    }

    private static func isLater(_ text: String) -> Bool {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return ((try? format.parse(text)) ?? .distantPast) > Date()
    }

    private func list(_ query: [String: String]) -> [UInt8] {
        let (prefix, after) = (query["prefix"] ?? "", query["start-after"] ?? "")
        let limit = query["max-keys"].flatMap { Int($0) } ?? 1_000
        let names = contents.keys.filter { $0.hasPrefix(prefix) && after.utf8.lexicographicallyPrecedes($0.utf8) }
        let page = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(limit)
        let keys = page.map { "<Contents><Key>\($0)</Key><Size>1</Size></Contents>" }.joined()
        return Array("<?xml version=\"1.0\"?><ListBucketResult>\(keys)</ListBucketResult>".utf8)
    }
}
