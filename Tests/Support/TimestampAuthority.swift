import Foundation

/// A timestamp authority on this machine: `openssl ts` with a key and a certificate made for it.
public final class TimestampAuthority: Sendable {
    /// Whether `openssl` can be run.
    public static let isAvailable = FileManager.default.isExecutableFile(atPath: openssl)

    /// The certificates that vouch for it, as a PEM file.
    public var certificates: String { folder.appending(path: "ca.pem").path }

    /// The time in seconds since 1970.
    public var now: Int64 { Int64(Date().timeIntervalSince1970) }

    private static let openssl = "/usr/bin/openssl"
    private let folder: URL

    /// Makes keys and certificates in a folder of its own.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tsa-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try write("ca.conf", Self.configuration)
        try write("serial", "01\n")
        try run(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=test root",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem"
        )
        try run(
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=test authority",
            "-keyout",
            "tsa.key",
            "-out",
            "tsa.csr"
        )
        try run(
            "x509",
            "-req",
            "-in",
            "tsa.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            "ca.conf",
            "-extensions",
            "tsa_certificate",
            "-out",
            "tsa.pem"
        )
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Answers a query in DER.
    public func answer(_ query: [UInt8]) throws -> [UInt8] {
        let name = UUID().uuidString
        try Data(query).write(to: folder.appending(path: name + ".tsq"))
        try run("ts", "-reply", "-config", "ca.conf", "-queryfile", name + ".tsq", "-out", name + ".tsr")
        return [UInt8](try Data(contentsOf: folder.appending(path: name + ".tsr")))
    }

    /// Whether `openssl ts -verify` takes a token for a SHA-256 digest in hexadecimal.
    public func isValid(token: [UInt8], digest: String) throws -> Bool {
        let name = UUID().uuidString
        try Data(token).write(to: folder.appending(path: name + ".token"))
        let arguments = ["ts", "-verify", "-token_in", "-in", name + ".token", "-digest", digest, "-CAfile", "ca.pem"]
        return try status(arguments) == 0
    }

    private func run(_ arguments: String...) throws {
        let status = try status(arguments)
        guard status == 0 else { throw Failure(description: "openssl \(arguments): \(status)") }
    }

    private func status(_ arguments: [String]) throws -> Int32 {
        let process = try ChildProcess(Self.openssl, arguments, folder: folder.path)
        process.wait()
        return process.terminationStatus
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let configuration = """
        [tsa]
        default_tsa = tsa_settings
        [tsa_settings]
        serial = serial
        signer_cert = tsa.pem
        signer_key = tsa.key
        certs = ca.pem
        signer_digest = sha256
        default_policy = 1.2.3.4
        digests = sha256
        accuracy = secs:1
        ess_cert_id_alg = sha256
        [tsa_certificate]
        basicConstraints = critical,CA:false
        keyUsage = critical,digitalSignature
        extendedKeyUsage = critical,timeStamping

        """
}
