import ServiceKit

/// Declares everything that an operator can set.
enum CheckerKeys {
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
        default: "config-checker.key",
        "File of this service's key pair."
    )
    static let storeKey = ConfigurationKey<String>.path(
        "store-key",
        default: "store.pub",
        "File of the store's public key."
    )

    static let credit = ConfigurationKey<Int>.int(
        "credit",
        default: 64,
        in: 1...1_024,
        unit: "items",
        "How many changes are held at once; more lets the store send further ahead."
    )
    static let threads = ConfigurationKey<Int>.int(
        "threads",
        default: 1,
        in: 1...64,
        unit: "threads",
        "Threads that evaluate; one does about 20,000 changes a second, so more processes are the usual way to grow."
    )
    static let ruleCost = ConfigurationKey<Int>.int(
        "rule-cost",
        default: 200_000,
        in: 1_000...1_000_000,
        unit: "cost units",
        "The most that one rule may spend on one change, about 20 units a microsecond."
    )
    static let changeCost = ConfigurationKey<Int>.int(
        "change-cost",
        default: 2_000_000,
        in: 1_000...100_000_000,
        unit: "cost units",
        "The most that all rules together may spend on one change."
    )

    static let all: [any ConfigurationDeclaration] = [
        store, ingest, feed, query, key, storeKey, credit, threads, ruleCost, changeCost,
    ]
}
