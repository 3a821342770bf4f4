import ServiceKit

/// When operators are told that something runs out.
enum CapacityKeys {
    static let horizon = ConfigurationKey<Duration>.duration(
        "capacity-horizon",
        default: .seconds(7 * 86_400),
        minimum: .seconds(60),
        "How near a forecast that disk or throughput run out must be for operators to be told."
    )
    static let disk = ConfigurationKey<Int>.int(
        "capacity-disk",
        default: 85,
        in: 1...100,
        unit: "percent",
        "How full the journal's volume may be before operators are told."
    )

    static let all: [any ConfigurationDeclaration] = [horizon, disk]
}
