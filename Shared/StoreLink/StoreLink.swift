public import Bus
import Diagnostics
public import ServiceKit
import ZeroMQ

/// A service's link to the evidence-store: the settings for it, made once for all services, and the client they lead to.
public struct StoreLink: Sendable {
    /// The service's name, which is also its key file's and its principal's.
    public let service: String
    private let store = ConfigurationKey<[String]>.list(
        "store",
        default: ["127.0.0.1"],
        "Host of the evidence-store; of several, which stand by each other, the one that serves is followed."
    )
    private let ingest = ConfigurationKey<[String]>.endpoints(
        "ingest",
        "The store's internal ingest, or of each; default tcp://STORE:7404."
    )
    private let feed = ConfigurationKey<[String]>.endpoints(
        "feed",
        "The store's internal feed, or of each; default tcp://STORE:7405."
    )
    private let query = ConfigurationKey<[String]>.endpoints(
        "query",
        "The store's internal query, or of each; default tcp://STORE:7406."
    )
    private let key: ConfigurationKey<String>
    private let storeKey = ConfigurationKey<[String]>.list(
        "store-key",
        default: ["store.pub"],
        "File of the store's public key; of several, while it is changed, each may be the store's."
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
        let configuration = context.configuration
        var mistakes = Diagnostics()
        let stores = BusConfiguration.Endpoints.lists(
            .internal,
            hosts: configuration[store],
            ingest: configuration[ingest],
            feed: configuration[feed],
            query: configuration[query]
        )
        if stores == nil {
            let reason = "store, ingest, feed and query name different numbers of stores"
            mistakes.append(configuration.mistake(store, reason, hint: "give as many of each, in the same order"))
        }
        let pair = read(key, configuration[key], configuration, &mistakes) { path throws(CurveKeyFileError) in
            try CurveKeyFile.pair(at: path)
        }
        let theirs = configuration[storeKey].compactMap { path in
            read(storeKey, path, configuration, &mistakes) { path throws(CurveKeyFileError) in
                try CurveKeyFile.publicKey(at: path)
            }
        }
        if configuration[storeKey].isEmpty { mistakes.append(configuration.mistake(storeKey, "names no file")) }
        guard let pair, let stores, mistakes.isEmpty else { throw mistakes }
        let endpoints = stores.map(\.feed).joined(separator: ",")
        context.health.setNotReady("store", "the evidence-store has not been heard yet at \(endpoints)")
        let bus = try BusClient(
            BusConfiguration(
                service: service,
                stores: stores,
                side: .internal,
                storeKeys: theirs,
                keys: pair,
                onEvent: LinkReporter(log: context.log, health: context.health, endpoints: endpoints).report
            )
        )
        context.metrics.addBus(bus)
        return bus
    }

    private func read<Key, Value>(
        _ setting: ConfigurationKey<Value>,
        _ path: String,
        _ configuration: Configuration,
        _ mistakes: inout Diagnostics,
        _ read: (String) throws(CurveKeyFileError) -> Key
    ) -> Key? {
        do throws(CurveKeyFileError) {
            return try read(path)
        } catch {
            mistakes.append(configuration.mistake(setting, error.description))
            return nil
        }
    }
}
