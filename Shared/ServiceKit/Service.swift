import Diagnostics
import Dispatch
import Glibc
import Synchronization
import YAML

/// Is the shell that a service runs in: configuration, log, health, signals, exit code.
public enum Service: Sendable {
    /// Runs a service for the life of its process; never returns.
    ///
    /// Reads the configuration, or prints help, version or mistakes and ends. Then runs `body`: it lives until it is
    /// cancelled (SIGTERM, SIGINT) and has `shutdown-timeout` to finish what it holds. An error that it throws ends the
    /// process with 70, a ``Diagnostics`` with 78, a ``ServiceUnavailable`` with 69.
    ///
    /// In `main.swift` write the closure as `{ @Sendable context in … }`, or it inherits the main actor.
    public static func main(
        _ declaration: ServiceDeclaration,
        arguments: [String] = Array(CommandLine.arguments.dropFirst()),
        body: @escaping @Sendable (ServiceContext) async throws -> Void
    ) async -> Never {
        SignalSource.prepare()
        raiseFileLimit()
        let code = await run(
            declaration,
            arguments: arguments,
            environment: environment(),
            destination: StandardErrorLog(),
            print: StandardStream.output.write,
            signals: SignalSource.start,
            body: body
        )
        exit(now: code)
    }

    /// Does what ``main(_:arguments:body:)`` does but for the process itself; for tests.
    static func run(
        _ declaration: ServiceDeclaration,
        arguments: [String],
        environment: [String: String],
        destination: any LogDestination,
        print: @Sendable (String) -> Void,
        signals: (@escaping @Sendable (Int32) -> Void) -> Void,
        body: @escaping @Sendable (ServiceContext) async throws -> Void
    ) async -> ExitCode {
        var loader = ConfigurationLoader(declaration.allKeys)
        switch loader.load(arguments: arguments, environment: environment) {
        case .mistakes(let diagnostics, let code):
            report(diagnostics, of: declaration)
            return code
        case .ready(.help, _):
            print(declaration.help)
            return .success
        case .ready(.version, _):
            print("\(declaration.name) \(declaration.version)\n")
            return .success
        case .ready(.healthcheck, let configuration):
            let address = configuration[ServiceDeclaration.healthAddress]
            let access = (try? HealthAccess(configuration)) ?? .local
            return HealthProbe.isReady(address, configuration[declaration.healthPort], access) ? .success : .notReady
        case .ready(.run, let configuration):
            do throws(Diagnostics) {
                let access = try HealthAccess(configuration)
                return await live(declaration, configuration, access, destination, signals, body)
            } catch {
                report(error, of: declaration)
                return .configuration
            }
        }
    }

    private static func live(
        _ declaration: ServiceDeclaration,
        _ configuration: Configuration,
        _ access: HealthAccess,
        _ destination: any LogDestination,
        _ signals: (@escaping @Sendable (Int32) -> Void) -> Void,
        _ body: @escaping @Sendable (ServiceContext) async throws -> Void
    ) async -> ExitCode {
        let log = Log(service: declaration.name, level: configuration[ServiceDeclaration.logLevel], to: destination)
        let metrics = Metrics()
        metrics.addProcess()
        let labels = ["service": declaration.name, "version": declaration.version]
        metrics.gauge("settei_info", "1, with the program's name and version.", labels: labels) { 1 }
        let health = Health()
        health.setNotReady("start", "starting")
        metrics.gauge("settei_ready", "1 when every part of the process is ready, or it stands by for another.") {
            health.isReady || health.standsBy ? 1 : 0
        }
        announce(declaration, configuration, log)
        let endpoint: HealthEndpoint
        do {
            endpoint = try HealthEndpoint(
                address: configuration[ServiceDeclaration.healthAddress],
                port: UInt16(clamping: configuration[declaration.healthPort]),
                health: health,
                metrics: metrics,
                access: access
            )
        } catch {
            log.error("cannot start", [.error: .error(error)])
            return .unavailable
        }
        defer { endpoint.stop() }
        log.notice("health endpoint listens", [.port: .int(endpoint.port)])

        let (reloads, reload) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let context = ServiceContext(
            configuration: configuration,
            log: log,
            metrics: metrics,
            health: health,
            reloads: reloads
        )
        let life = Lifetime(log: log, health: health, limit: configuration[ServiceDeclaration.shutdownTimeout])
        // Detached: main() is on the main actor, and a service must not be.
        let task = Task.detached { try await body(context) }
        signals { number in
            if number == SIGHUP { reload.yield() } else { life.stop(number) { task.cancel() } }
        }
        return life.end(await task.result, of: declaration)
    }

    private static func announce(_ declaration: ServiceDeclaration, _ configuration: Configuration, _ log: Log) {
        for warning in configuration.warnings {
            log.warning("configuration", [.diagnostic: .string(warning.rendered())])
        }
        var settings = log.with([.version: .string(declaration.version), .process: .int(getpid())])
        for (name, value) in configuration.description {
            settings = settings.with([LogKey("config.\(name)"): .string(value)])
        }
        settings.notice("starting")
    }

    /// Mistakes are for a person at a terminal: as a compiler shows them, not as JSON.
    static func report(_ diagnostics: Diagnostics, of declaration: ServiceDeclaration) {
        StandardStream.error.write("\(diagnostics.rendered())\n\(declaration.name): not started\n")
    }

    private static func environment() -> [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return result
    }

    /// Thousands of connections need thousands of descriptors; the soft limit is 1024 on most systems.
    private static func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Ends without the destructors of C++ libraries, which could run against threads that still live.
    static func exit(now code: ExitCode) -> Never {
        fflush(nil)
        _exit(code.rawValue)
    }
}
