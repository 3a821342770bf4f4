import Curl
import Foundation
import TestSupport
import Testing

@testable import ServiceKit

@Suite("Who may read a health endpoint", .timeLimit(.minutes(1)))
struct HealthAccessTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "health-\(UUID().uuidString)")
    private let file: String
    static let secret = "0123456789abcdef-token"

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        file = folder.appending(path: "token").path
        try Data("\(Self.secret)\n".utf8).write(to: URL(filePath: file))
    }

    @Test(
        "an address is this machine's own, or it is not",
        arguments: [
            ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("0.0.0.0", false), ("::", false),
            ("192.0.2.1", false), ("::ffff:127.0.0.1", false), ("localhost", false), ("", false),
        ]
    )
    func loopback(address: String, isLoopback: Bool) {
        #expect(HealthAccess.isLoopback(address) == isLoopback)
    }

    @Test(
        "the token and nothing else opens",
        arguments: [
            ("Bearer \(secret)", true), (nil, false), ("", false), (secret, false), ("Bearer ", false),
            ("Bearer \(secret)x", false), ("Bearer \(secret.dropLast())", false), ("bearer \(secret)", false),
            ("Bearer x\(secret.dropFirst())", false), ("Bearer \(secret)\0", false),
        ] as [(String?, Bool)]
    )
    func admits(authorization: String?, isAdmitted: Bool) {
        #expect(HealthAccess(token: Array(Self.secret.utf8)).admits(authorization) == isAdmitted)
    }

    @Test("a service that could be reached from elsewhere does not start without a token, nor with a bad one")
    func refused() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let short = folder.appending(path: "short").path
        try Data("short\n".utf8).write(to: URL(filePath: short))
        for more in [[], ["--health-token", short], ["--health-token", "\(folder.path)/none"]] {
            let code = await Harness().run(["--directory", "p", "--health-address", "0.0.0.0"] + more) { _ in
                Issue.record("it started")
            }
            #expect(code == .configuration)
        }
    }

    @Test("with a token metrics and reasons are for whoever shows it; whether it lives everybody may know")
    func needed() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let harness = Harness()
        let flags = ["--directory", "p", "--health-address", "0.0.0.0", "--health-token", file]
        async let code = harness.run(flags) { context in
            context.health.setReady("start")
            for await _ in context.reloads {}
            try Task.checkCancellation()
        }
        let port = await harness.port
        @Sendable func status(_ page: String, _ header: String = "") throws -> (status: String, text: String) {
            let client = try LoopbackClient(port: UInt16(port))
            client.write("GET \(page) HTTP/1.1\r\nHost: localhost\r\n\(header)Connection: close\r\n\r\n")
            var lines: [String] = []
            while let line = client.readLine() { lines.append(line) }
            return (String(lines.first?.dropFirst(9).prefix(3) ?? ""), lines.joined(separator: "\n"))
        }
        await waitUntil { (try? status("/readyz", "Authorization: Bearer \(Self.secret)\r\n").status) == "200" }
        for page in ["/readyz", "/metrics", "/anything"] {
            let refused = try status(page)
            #expect(refused.status == "401", "\(page)")
            #expect(!refused.text.contains("settei_"))
            #expect(try status(page, "Authorization: Bearer \(Self.secret.dropLast())X\r\n").status == "401")
        }
        #expect(try status("/healthz").status == "200")
        let metrics = try status("/metrics", "Authorization: Bearer \(Self.secret)\r\n")
        #expect(metrics.status == "200")
        #expect(metrics.text.contains("settei_health_refused_total 6"), "\(metrics.text)")
        let probe = ["--healthcheck", "--health-port", "\(port)", "--health-address", "0.0.0.0"]
        #expect(await Harness().run(probe + ["--health-token", file]) { _ in } == .success)
        #expect(await Harness().run(probe) { _ in } == .notReady, "a probe without the token is told nothing")
        await harness.send(SIGTERM)
        #expect(await code == .success)
    }
}
