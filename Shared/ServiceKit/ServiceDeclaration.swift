/// Declares a service: what it is called, what it is for, and what can be set.
public struct ServiceDeclaration: Sendable {
    /// The name, as in `ps` and in logs: `config-checker`.
    public let name: String
    /// What it is for, in one sentence; the head of `--help`.
    public let purpose: String
    /// Its own keys; those of every service are added.
    public let keys: [any ConfigurationDeclaration]
    /// Calls with their meaning, for the end of `--help`.
    public let examples: [(call: String, meaning: String)]
    /// The version; the same for the whole product.
    public let version: String
    let healthPort: ConfigurationKey<Int>

    /// Declares a service.
    ///
    /// - Parameter healthPort: the default port of the health endpoint, another for each service.
    public init(
        name: String,
        purpose: String,
        healthPort: Int,
        keys: [any ConfigurationDeclaration],
        examples: [(call: String, meaning: String)] = [],
        version: String = productVersion
    ) {
        self.name = name
        self.purpose = purpose
        self.keys = keys
        self.examples = examples
        self.version = version
        self.healthPort = .port("health-port", default: healthPort, "Port of /healthz, /readyz and /metrics.")
    }

    var allKeys: [any ConfigurationDeclaration] {
        keys + [Self.logLevel, Self.healthAddress, healthPort, Self.healthToken, Self.shutdownTimeout]
    }

    static let logLevel = ConfigurationKey<LogLevel>.choice(
        "log-level",
        default: .info,
        "Least important level that is written."
    )
    static let healthAddress = ConfigurationKey<String>.string(
        "health-address",
        default: "127.0.0.1",
        "Address of the health endpoint; any but this machine's own needs a health-token."
    )
    static let healthToken = ConfigurationKey<String>.path(
        "health-token",
        "File of the token that /readyz and /metrics ask for (Authorization: Bearer TOKEN)."
    ).optional
    static let shutdownTimeout = ConfigurationKey<Duration>.duration(
        "shutdown-timeout",
        default: .seconds(20),
        minimum: .milliseconds(100),
        "How long stopping may take before the process ends all the same."
    )
}

/// The version of the product.
public let productVersion = "0.1.0"
