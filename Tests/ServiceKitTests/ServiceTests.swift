import Curl
import Diagnostics
import Dispatch
import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

@testable import ServiceKit

/// Runs a service's shell inside the test: signals come from `send`, lines go to `log`.
final class Harness: Sendable {
    let log = MemoryLog()
    let printed = Mutex("")
    private let receive = Mutex<(@Sendable (Int32) -> Void)?>(nil)

    static let declaration = ServiceDeclaration(
        name: "example",
        purpose: "Shows how a service is declared.",
        healthPort: 0,
        keys: Keys.all,
        examples: [("example --config example.yaml", "runs with the settings of a file")]
    )

    func run(
        _ arguments: [String] = ["--directory", "p"],
        _ body: @escaping @Sendable (ServiceContext) async throws -> Void
    ) async -> ExitCode {
        await Service.run(
            Self.declaration,
            arguments: arguments,
            environment: [:],
            destination: log,
            print: { text in printed.withLock { $0 += text } },
            signals: { handler in receive.withLock { $0 = handler } },
            body: body
        )
    }

    func send(_ signal: Int32) async {
        await waitUntil { self.receive.withLock { $0 } != nil }
        receive.withLock { $0 }?(signal)
    }

    var port: Int {
        get async {
            await waitUntil { !self.log.records("health endpoint listens").isEmpty }
            guard case .integer(let port)? = log.records("health endpoint listens").first?[.port] else { return 0 }
            return Int(port)
        }
    }
}

@Suite("Service", .timeLimit(.minutes(1)))
struct ServiceTests {
    @Test("says when it is alive and ready, and gives its metrics")
    func health() async throws {
        let harness = Harness()
        async let code = harness.run { context in
            context.health.setNotReady("bus", "no heartbeat")
            context.metrics.counter("example_total", "Examples.").increment()
            for await _ in context.reloads {
                context.health.setReady("bus")
                context.health.setReady("start")
            }
            try Task.checkCancellation()
        }
        let client = HTTPClient()
        let port = await harness.port
        @Sendable func get(_ path: String) throws -> HTTPClient.Response {
            try client.send(.init(.get, "http://127.0.0.1:\(port)\(path)"))
        }
        await waitUntil { (try? get("/readyz").text.contains("bus")) == true }
        let unready = try get("/readyz")
        #expect(
            unready.status == 503
                && unready.text == #"{"ready":false,"reasons":{"bus":"no heartbeat","start":"starting"}}"# + "\n"
        )
        #expect(!HealthProbe.isReady("127.0.0.1", port))
        #expect(try get("/metrics").text.contains("\nsettei_ready 0\n"))
        #expect(try get("/healthz").text == "ok\n")
        await harness.send(SIGHUP)
        await waitUntil { (try? get("/readyz").status) == 200 }
        #expect(try get("/readyz").text == #"{"ready":true,"reasons":{}}"# + "\n")
        #expect(HealthProbe.isReady("0.0.0.0", port))
        #expect(await Harness().run(["--healthcheck", "--health-port", "\(port)"]) { _ in } == .success)
        let metrics = try get("/metrics")
        #expect(metrics.header("content-type") == "text/plain; version=0.0.4; charset=utf-8")
        #expect(
            metrics.text.contains("\nexample_total 1\n")
                && metrics.text.contains("\nsettei_ready 1\n") && metrics.text.contains("process_resident_memory_bytes")
        )
        #expect(try get("/").status == 404)
        await harness.send(SIGTERM)
        #expect(await code == .success)
        #expect(harness.log.records("stopping").first?[.signal] == "SIGTERM")
        #expect(await Harness().run(["--healthcheck", "--health-port", "\(port)"]) { _ in } == .notReady)
    }

    @Test(
        "a health check takes 200, and a standby's 503",
        arguments: [
            ("HTTP/1.1 200 OK\r\n\r\n{\"ready\":true,\"reasons\":{}}", true),
            ("HTTP/1.1 503 x\r\n\r\n{\"ready\":false,\"reasons\":{\"start\":\"s\",\"standby\":\"standby: x\"}}", true),
            ("HTTP/1.1 503 x\r\n\r\n{\"ready\":false,\"reasons\":{\"store\":\"standby\"}}", false),
            ("HTTP/1.1 404 x\r\n\r\n\"standby\":", false), ("HTTP/1.1 50", false), ("", false),
        ]
    )
    func probe(answer: String, isHealthy: Bool) { #expect(HealthProbe.isHealthy(answer: answer) == isHealthy) }

    @Test("announces its configuration, and ends with its body")
    func ending() async {
        let harness = Harness()
        #expect(await harness.run { _ in } == .success)
        let line = harness.log.records("starting").first
        #expect(
            line?.level == .notice && line?[LogKey("config.directory")] == "p"
                && line?[LogKey("config.log-level")] == "info"
        )
        #expect(harness.log.records.last?.message == "stopped")
    }

    @Test("fails when its body throws, with another code for wrong settings")
    func failing() async {
        struct Broken: Error {}
        let harness = Harness()
        #expect(await harness.run { _ in throw Broken() } == .software)
        #expect(harness.log.records("failed").first?[.error] == "Broken()")
        let wrong = Harness()
        #expect(
            await wrong.run { throw Diagnostics([$0.configuration.mistake(Keys.directory, "no such folder")]) }
                == .configuration
        )
        // Cancelled by itself, not by a signal: something is wrong.
        #expect(await Harness().run { _ in throw CancellationError() } == .software)
    }

    @Test("does not start when the health port is taken")
    func portTaken() async throws {
        let listener = try LoopbackListener { _ in }
        let code = await Harness().run(["--directory", "p", "--health-port", "\(listener.port)"]) { _ in
            Issue.record("must not run")
        }
        #expect(code == .unavailable)
    }

    @Test("does not start with wrong settings")
    func wrongSettings() async {
        let code = await Harness().run(["--batch", "x"]) { _ in Issue.record("must not run") }
        #expect(code == .usage)
    }

    @Test("leaves a quarter of the time for stopping to whoever must hand back what he could not finish")
    func timeToFinish() async {
        let code = await Harness().run(["--directory", "p", "--shutdown-timeout", "2s"]) { context in
            #expect(context.timeToFinish == .milliseconds(1_500))
        }
        #expect(code == .success)
    }

    @Test("ends at once at the second signal, and when stopping takes too long")
    func impatience() async {
        let codes = Mutex<[ExitCode]>([])
        func life(_ limit: Duration) -> Lifetime {
            Lifetime(log: Log(service: "s", to: MemoryLog()), health: Health(), limit: limit) { code in
                codes.withLock { $0.append(code) }
            }
        }
        let second = life(.seconds(60))
        second.stop(SIGINT) {}
        second.stop(SIGINT) { Issue.record("cancelled twice") }
        #expect(codes.withLock { $0 } == [ExitCode(rawValue: 130)])
        life(.milliseconds(1)).stop(SIGTERM) {}
        await waitUntil { codes.withLock { $0.count } == 2 }
        #expect(codes.withLock { $0.last } == .shutdownTimeout)
    }

    @Test("leaves the process alone once the service has ended in time")
    func patience() async {
        let codes = Mutex<[ExitCode]>([])
        let passed = Mutex(false)
        let life = Lifetime(log: Log(service: "s", to: MemoryLog()), health: Health(), limit: .milliseconds(5)) {
            code in
            codes.withLock { $0.append(code) }
        }
        life.stop(SIGTERM) {}
        #expect(life.end(.success(()), of: Harness.declaration) == .success)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(50)) { passed.withLock { $0 = true } }
        await waitUntil { passed.withLock { $0 } }
        #expect(codes.withLock { $0 }.isEmpty)
    }

    @Test("explains itself")
    func help() async throws {
        let harness = Harness()
        #expect(await harness.run(["--help"]) { _ in } == .success)
        #expect(Golden.difference(of: harness.printed.withLock { $0 }, from: "help.txt") == nil)
        let version = Harness()
        #expect(await version.run(["--version"]) { _ in } == .success)
        #expect(version.printed.withLock { $0 } == "example \(productVersion)\n")
    }

    @Test("is ended by a real signal with 0, and by two with 128 and the signal")
    func process() async {
        await #expect(processExitsWith: .exitCode(0)) {
            await Service.main(Harness.declaration, arguments: ["--directory", "p", "--health-port", "0"]) {
                @Sendable context in
                kill(getpid(), SIGPIPE)
                kill(getpid(), SIGTERM)
                for await _ in context.reloads {}
            }
        }
        await #expect(processExitsWith: .exitCode(143)) {
            await Service.main(Harness.declaration, arguments: ["--directory", "p", "--health-port", "0"]) {
                @Sendable _ in
                kill(getpid(), SIGTERM)
                while true {
                    if Task.isCancelled { kill(getpid(), SIGTERM) }
                    await Task.yield()
                }
            }
        }
        await #expect(processExitsWith: .exitCode(78)) {
            setenv("SETTEI_BATCH", "many", 1)
            await Service.main(Harness.declaration, arguments: ["--directory", "p"]) { @Sendable _ in }
        }
    }
}
