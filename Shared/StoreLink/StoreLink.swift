public import Bus
import Diagnostics
public import ServiceKit
import ZeroMQ

/// A service's link to the evidence-store: the settings for it, made once for all services, and the client they lead to.
public struct StoreLink: Sendable {
    /// The service's name, which is also its key file's and its principal's.
    public let service: String
    private let store = ConfigurationKey<String>.string("store", default: "127.0.0.1", "Host of the evidence-store.")
    private let ingest = ConfigurationKey<String>.endpoint(
        "ingest",
        "The store's internal ingest; default tcp://STORE:7404."
    )
    .optional
    private let feed = ConfigurationKey<String>.endpoint("feed", "The store's internal feed; default tcp://STORE:7405.")
        .optional
    private let query = ConfigurationKey<String>.endpoint(
        "query",
        "The store's internal query; default tcp://STORE:7406."
    )
    .optional
    private let key: ConfigurationKey<String>
    private let storeKey = ConfigurationKey<String>.path(
        "store-key",
        default: "store.pub",
        "File of the store's public key."
    )

    /// Declares the link of `service`.
    public init(_ service: String) {
        self.service = service
        key = .path("key", default: "\(service).key", "File of this service's key pair.")
    }

    /// What an operator can set; goes into the service's declaration.
    public var keys: [any ConfigurationDeclaration] { [store, ingest, feed, query, key, storeKey] }

    /// Connects as configured, and from then on says in log, health and metrics how the link is.
    ///
    /// Returns at once; the service is not ready until the store is heard.
    /// - Throws: `Diagnostics` with each key file that cannot be used, or ``BusError``.
    public func connect(_ context: ServiceContext) throws -> BusClient {
        context.health.setNotReady("store", "the evidence-store has not been heard yet")
        let configuration = context.configuration
        var endpoints = BusConfiguration.Endpoints.internal(host: configuration[store])
        if let ingest = configuration[ingest] { endpoints.ingest = ingest }
        if let feed = configuration[feed] { endpoints.feed = feed }
        if let query = configuration[query] { endpoints.query = query }
        var mistakes = Diagnostics()
        let pair = read(key, configuration, &mistakes) { path throws(CurveKeyFileError) in
            try CurveKeyFile.pair(at: path)
        }
        let theirs = read(storeKey, configuration, &mistakes) { path throws(CurveKeyFileError) in
            try CurveKeyFile.publicKey(at: path)
        }
        guard let pair, let theirs else { throw mistakes }
        let bus = try BusClient(
            BusConfiguration(
                service: service,
                endpoints: endpoints,
                side: .internal,
                storeKey: theirs,
                keys: pair,
                onEvent: LinkReporter(log: context.log, health: context.health).report
            )
        )
        context.metrics.addBus(bus)
        return bus
    }

    private func read<Key>(
        _ setting: ConfigurationKey<String>,
        _ configuration: Configuration,
        _ mistakes: inout Diagnostics,
        _ read: (String) throws(CurveKeyFileError) -> Key
    ) -> Key? {
        do throws(CurveKeyFileError) {
            return try read(configuration[setting])
        } catch {
            mistakes.append(configuration.mistake(setting, error.description))
            return nil
        }
    }
}
