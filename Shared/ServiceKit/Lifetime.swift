import Diagnostics
import Dispatch
import Synchronization

/// Takes a service from the first signal to its exit code.
final class Lifetime: Sendable {
    private let log: Log
    private let health: Health
    private let limit: Duration
    private let isStopping = Mutex(false)
    private let hasEnded = Mutex(false)
    private let quit: @Sendable (ExitCode) -> Void

    init(
        log: Log,
        health: Health,
        limit: Duration,
        quit: @escaping @Sendable (ExitCode) -> Void = { Service.exit(now: $0) }
    ) {
        self.log = log
        self.health = health
        self.limit = limit
        self.quit = quit
    }

    /// Stops at the first signal, within the limit; ends the process at the second.
    func stop(_ number: Int32, _ cancel: () -> Void) {
        let isSecond = isStopping.withLock { stopping in
            defer { stopping = true }
            return stopping
        }
        guard !isSecond else {
            log.warning("ending at once", [.signal: .string(SignalSource.name(number))])
            return quit(ExitCode(rawValue: 128 + number))
        }
        log.notice("stopping", [.signal: .string(SignalSource.name(number))])
        health.setNotReady("stop", "stopping")
        cancel()
        let (seconds, attoseconds) = limit.components
        let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [self] in
            // The service may have ended in time while its process goes on, as in tests.
            guard !hasEnded.withLock({ $0 }) else { return }
            log.error("stopping took too long", [.duration: .milliseconds(limit)])
            quit(.shutdownTimeout)
        }
    }

    func end(_ result: Result<Void, any Error>, of declaration: ServiceDeclaration) -> ExitCode {
        hasEnded.withLock { $0 = true }
        let wasStopping = isStopping.withLock { $0 }
        switch result {
        case .success:
            log.notice("stopped")
            return .success
        case .failure(is CancellationError) where wasStopping:
            log.notice("stopped")
            return .success
        case .failure(let error as Diagnostics):
            log.error("not started", [.count: .int(error.errors.count), .diagnostic: .string(error.rendered())])
            Service.report(error, of: declaration)
            return .configuration
        case .failure(let error as ServiceUnavailable):
            log.error("not started", [.error: .error(error)])
            return .unavailable
        case .failure(let error):
            log.error("failed", [.error: .error(error)])
            return .software
        }
    }
}
