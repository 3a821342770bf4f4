import ServiceKit
import StoreLink

/// Declares everything that an operator can set.
enum CheckerKeys {
    static let link = StoreLink("config-checker")

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
    static let checks = ConfigurationKey<Int>.int(
        "checks",
        default: 16,
        in: 1...1_024,
        unit: "requests",
        "How many requests to check planned changes are held at once, beside the changes to assess."
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

    static let all: [any ConfigurationDeclaration] =
        link.keys + [
            credit, threads, checks, ruleCost, changeCost,
        ]
}
