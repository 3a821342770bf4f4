import ServiceKit

/// Declares everything that an operator can set.
enum RegistryKeys {
    static let store = ConfigurationKey<String>.string("store", default: "127.0.0.1", "Host of the evidence-store.")
    static let ingest = ConfigurationKey<String>.endpoint(
        "ingest",
        "The store's internal ingest; default tcp://STORE:7404."
    )
    .optional
    static let feed = ConfigurationKey<String>.endpoint("feed", "The store's internal feed; default tcp://STORE:7405.")
        .optional
    static let query = ConfigurationKey<String>.endpoint(
        "query",
        "The store's internal query; default tcp://STORE:7406."
    )
    .optional
    static let key = ConfigurationKey<String>.path(
        "key",
        default: "policy-registry.key",
        "File of this service's key pair."
    )
    static let storeKey = ConfigurationKey<String>.path(
        "store-key",
        default: "store.pub",
        "File of the store's public key."
    )

    static let policies = ConfigurationKey<String>.path("policies", default: "policies", "Folder of the rule packs.")
    static let tenants = ConfigurationKey<String>.path(
        "tenants",
        default: "tenants",
        "Folder of the tenants' profiles."
    )
    static let interval = ConfigurationKey<Duration>.duration(
        "interval",
        default: .seconds(2),
        minimum: .milliseconds(50),
        "How often the folders are looked at; SIGHUP makes it look at once and read everything again."
    )
    static let check = ConfigurationKey<Bool>.bool(
        "check",
        default: false,
        "Do nothing but check both folders, print every mistake, and end; needs no store and no keys."
    )

    static let all: [any ConfigurationDeclaration] = [
        store, ingest, feed, query, key, storeKey, policies, tenants, interval, check,
    ]
}
