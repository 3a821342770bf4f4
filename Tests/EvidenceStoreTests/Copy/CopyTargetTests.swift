import Foundation
import TestSupport
import Testing

@testable import EvidenceStore

/// A folder that is gone with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "copy-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension S3Double {
    /// A target in this bucket.
    func target(days: Int = 0, timeout: Duration = .seconds(5), token: String? = nil) throws -> S3Target {
        let location = try S3Location(url: "s3://evidence/tokyo/one", endpoint: endpoint, region: "ap-northeast-1")
        let credentials = S3Credentials(accessKey: accessKey, secretKey: secretKey, sessionToken: token)
        var target = S3Target(location, credentials: credentials, timeout: timeout)
        target.retentionDays = days
        return target
    }
}

@Suite("targets of the copy", .timeLimit(.minutes(1)))
struct CopyTargetTests {
    static let names = [
        "segments/000/000/000/002.segment", "segments/000/000/000/001.segment", "segments/000/000/001/000.segment",
        "logs/tenant/a%2Fb/tile/0/000", "logs/tenant/acme/checkpoint", "logs/tenant/acme/tile/0/x001/067.p/8",
    ]

    /// What both kinds of target promise.
    private func promises(_ target: some CopyTarget) throws {
        for (index, name) in Self.names.enumerated() {
            #expect(try target.read(name) == nil)
            #expect(try !target.contains(name))
            try target.create(name, [UInt8](repeating: UInt8(index), count: 1000 * index))
            // The same again is no mistake: the answer may have been lost.
            try target.create(name, [UInt8](repeating: UInt8(index), count: 1000 * index))
            #expect(try target.contains(name))
        }
        for (index, name) in Self.names.enumerated() {
            #expect(throws: CopyError.differs(name: name)) { try target.create(name, [9]) }
            #expect(try target.read(name) == [UInt8](repeating: UInt8(index), count: 1000 * index))
        }
        try target.replace("logs/tenant/acme/checkpoint", [7])
        #expect(try target.read("logs/tenant/acme/checkpoint") == [7])
        let segments = [Self.names[1], Self.names[0], Self.names[2]]
        #expect(try target.list("segments/", after: "", limit: 10) == segments)
        #expect(try target.list("segments/", after: segments[0], limit: 1) == [segments[1]])
        #expect(try target.list("segments/", after: segments[2], limit: 10) == [])
        #expect(try target.list("nothing/", after: "", limit: 10) == [])
        #expect(try target.list("logs/", after: "", limit: 10).count == 3)
        for name in ["", "/", "../x", "a/../b", "a//b", ".hidden", "a b", "a\n", "日本"] {
            #expect(throws: CopyError.self, "\(name)") { try target.create(name, [1]) }
        }
    }

    @Test("a directory keeps what it is given, whole, and never replaces it")
    func directory() throws {
        let folder = try TemporaryFolder()
        try promises(DirectoryTarget(folder.path + "/"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["logs", "segments"])
    }

    @Test("a directory that is not there is not made: a disk may not be mounted")
    func absent() throws {
        let folder = try TemporaryFolder()
        let target = DirectoryTarget(folder.path + "/gone")
        let error = try #require(throws: CopyError.self) { try target.create("a/b", [1]) }
        #expect(error.isTransient && !FileManager.default.fileExists(atPath: folder.path + "/gone"))
    }

    @Test("a bucket keeps what it is given, whole, and never replaces it")
    func bucket() throws {
        let double = try S3Double()
        try promises(try double.target())
        #expect(double.contents.keys.allSatisfy { $0.hasPrefix("tokyo/one/") })
        #expect(double.contents.count == Self.names.count)
    }

    @Test("objects are locked for as long as is set")
    func lock() throws {
        let double = try S3Double(demandsLock: true)
        #expect(throws: CopyError.self) { try double.target().create("a/b", [1]) }
        try double.target(days: 30).create("a/b", [1])
        let object = try #require(double.contents["tokyo/one/a/b"])
        #expect(object.mode == "COMPLIANCE")
        let until = try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(
            try #require(object.retainUntil)
        )
        #expect(abs(until.timeIntervalSinceNow - 30 * 86_400) < 100)
    }

    @Test("temporary credentials are sent and signed")
    func token() throws {
        let double = try S3Double(sessionToken: "token/+=")
        #expect(throws: CopyError.self) { try double.target().create("a/b", [1]) }
        try double.target(token: "token/+=").create("a/b", [1])
    }

    @Test("a wrong secret is refused, and no message tells it")
    func secret() throws {
        let double = try S3Double()
        let location = try S3Location(url: "s3://evidence/x", endpoint: double.endpoint, region: "ap-northeast-1")
        let target = S3Target(
            location,
            credentials: S3Credentials(accessKey: double.accessKey, secretKey: "planted-wrong")
        )
        let error = try #require(throws: CopyError.self) { try target.create("a/b", [1]) }
        #expect(!error.isTransient && "\(error)".contains("SignatureDoesNotMatch"))
        #expect(!"\(error) \(target)".contains("planted"))
        let elsewhere = try S3Location(url: "s3://other/x", endpoint: double.endpoint, region: "ap-northeast-1")
        let stray = S3Target(
            elsewhere,
            credentials: S3Credentials(accessKey: double.accessKey, secretKey: double.secretKey)
        )
        let absent = try #require(throws: CopyError.self) { try stray.read("a/b") }
        #expect("\(absent)".contains("NoSuchBucket") && !absent.isTransient)
    }

    @Test(
        "what may pass is told from what somebody must look at",
        arguments: [
            (S3Double.Failure.status(500, "InternalError"), true), (.status(503, "SlowDown"), true),
            (.status(429, "TooManyRequests"), true), (.status(403, "RequestTimeTooSkewed"), true), (.close, true),
            (.hang, true), (.status(403, "AccessDenied"), false), (.status(400, "InvalidRequest"), false),
        ]
    )
    func failures(_ failure: S3Double.Failure, isTransient: Bool) throws {
        let double = try S3Double()
        let target = try double.target(timeout: .milliseconds(500))
        double.fail { _, _ in failure }
        let error = try #require(throws: CopyError.self) { try target.create("a/b", [1]) }
        #expect(error.isTransient == isTransient, "\(error)")
        if case .status(let status, let code) = failure {
            #expect("\(error)".contains(code) && "\(error)".contains("\(status)"))
        }
        double.fail { _, _ in nil }
        try target.create("a/b", [1])
    }

    @Test("an object whose answer was lost is not written again")
    func lostAnswer() throws {
        let double = try S3Double()
        let target = try double.target()
        double.fail { _, number in number == 1 ? .loseAnswer : nil }
        #expect(throws: CopyError.self) { try target.create("a/b", [1]) }
        try target.create("a/b", [1])
        #expect(double.versions(of: "tokyo/one/a/b") == 1)
    }

    @Test(
        "places that cannot be are refused before anything is sent",
        arguments: [
            ("s3://", nil, "r"), ("s3://x", nil, "r"), ("http://bucket", nil, "r"), ("s3://bucket/a b", nil, "r"),
            ("s3://bucket/../x", nil, "r"), ("s3://bucket", "http://minio.example", "r"),
            ("s3://bucket", "https://", "r"),
            ("s3://bucket", nil, ""), ("s3://bucket", nil, "a:b"), ("s3://bucket", "http://127.0.0.1.evil", "r"),
        ] as [(String, String?, String)]
    )
    func places(url: String, endpoint: String?, region: String) {
        #expect(throws: CopyError.self) { try S3Location(url: url, endpoint: endpoint, region: region) }
    }

    @Test("credentials come from a file of the AWS tools or from the environment")
    func credentials() throws {
        let text =
            "# mine\n[other]\naws_access_key_id = no\n\n[default]\naws_access_key_id=AK\r\naws_secret_access_key = a=b \n"
        let read = try #require(S3Credentials(text: text))
        #expect(read.accessKey == "AK" && read.secretKey == "a=b" && read.sessionToken == nil)
        #expect(S3Credentials(text: "[default]\naws_access_key_id = AK\n") == nil)
        let variables = ["AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": "T"]
        #expect(S3Credentials.environment { variables[$0] }?.sessionToken == "T")
        #expect(S3Credentials.environment { _ in nil } == nil)
        #expect(throws: CopyError.self) { try S3Credentials.file("/nowhere/credentials") }
    }
}
