/// Holds what the shell gives a service: what it was told, and where it reports.
public struct ServiceContext: Sendable {
    /// What the operator set.
    public let configuration: Configuration
    /// Where lines go.
    public let log: Log
    /// Where numbers go; served at `/metrics`.
    public let metrics: Metrics
    /// Whether the service is ready; served at `/readyz`.
    public let health: Health
    /// An element for every SIGHUP: read again what can change while running.
    public let reloads: AsyncStream<Void>

    /// How long a service that stops may go on finishing what it holds: three quarters of `shutdown-timeout`.
    ///
    /// The rest is for handing back what it could not finish, before the process is ended.
    public var timeToFinish: Duration { configuration[ServiceDeclaration.shutdownTimeout] * 3 / 4 }

    /// Makes a context; tests make their own.
    public init(
        configuration: Configuration,
        log: Log,
        metrics: Metrics = Metrics(),
        health: Health = Health(),
        reloads: AsyncStream<Void> = AsyncStream { $0.finish() }
    ) {
        self.configuration = configuration
        self.log = log
        self.metrics = metrics
        self.health = health
        self.reloads = reloads
    }
}
