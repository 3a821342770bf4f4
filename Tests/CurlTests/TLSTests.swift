import Curl
import Foundation
import TestSupport
import Testing

/// Serves HTTPS with a certificate made for this run, through the openssl command.
final class TLSServer {
    static let command = "/usr/bin/openssl"
    let certificate: String
    let port: Int
    private let process: Process
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("settei-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appendingPathComponent("cert.pem").path
        let key = folder.appendingPathComponent("key.pem").path
        let request = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ]
        let maker = try Process.run(URL(fileURLWithPath: Self.command), arguments: request)
        maker.waitUntilExit()
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.command)
        process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = Pipe()
        try process.run()
        var said = ""
        var port: Int?
        // "ACCEPT 127.0.0.1:40123" tells the port.
        while port == nil, process.isRunning {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { break }
            said += String(decoding: part, as: UTF8.self)
            port = said.firstMatch(of: #/ACCEPT \S*:(\d+)\s/#).flatMap { Int($0.1) }
        }
        self.port = port ?? 0
    }

    deinit {
        // Not terminate(): the child inherits the blocked SIGTERM of the worker thread that started it.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }
}

@Suite(
    "HTTPS",
    .timeLimit(.minutes(1)),
    .enabled(if: FileManager.default.isExecutableFile(atPath: TLSServer.command), "needs the openssl command")
)
struct TLSTests {
    @Test("trusts whom it is told to, under the certificate's name only")
    func verification() throws {
        let server = try TLSServer()
        try #require(server.port > 0)
        var options = HTTPClient.Options()
        let stranger = try #require(throws: CurlError.self) {
            try HTTPClient(options).send(.init(.get, "https://localhost:\(server.port)/"))
        }
        #expect(stranger.kind == .tls, "\(stranger)")
        options.certificateFile = server.certificate
        let client = HTTPClient(options)
        #expect(try client.send(.init(.get, "https://localhost:\(server.port)/")).status == 200)
        let misnamed = try #require(throws: CurlError.self) {
            try client.send(.init(.get, "https://127.0.0.1:\(server.port)/"))
        }
        #expect(misnamed.kind == .tls, "\(misnamed)")
    }
}
