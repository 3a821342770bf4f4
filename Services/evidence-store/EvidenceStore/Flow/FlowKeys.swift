import Messages
import ServiceKit

/// How much anybody may send and ask for whom nothing else is said; one line each in the service's README.
enum FlowKeys {
    static let principalMessages = rate("principal-messages", default: 50_000, "messages", "a principal")
    static let principalBytes = rate("principal-bytes", default: 128 << 20, "bytes", "a principal")
    static let principalQueries = queries("principal-queries", "a principal")
    static let tenantMessages = rate("tenant-messages", default: 50_000, "messages", "a tenant's integrators")
    static let tenantBytes = rate("tenant-bytes", default: 128 << 20, "bytes", "a tenant's integrators")
    static let tenantQueries = queries("tenant-queries", "a tenant's people and integrators")

    static let all: [any ConfigurationDeclaration] = [
        principalMessages, principalBytes, principalQueries, tenantMessages, tenantBytes, tenantQueries,
    ]

    private static func rate(_ name: String, default value: Int, _ unit: String, _ who: String) -> ConfigurationKey<Int>
    {
        .int(
            name,
            default: value,
            in: 0...(1 << 34),
            unit: "\(unit) a second",
            "What \(who) may send over time, twice that at once; 0 for no limit."
        )
    }

    private static func queries(_ name: String, _ who: String) -> ConfigurationKey<Int> {
        .int(name, default: 256, in: 1...10_000, unit: "questions", "What \(who) may have without an answer.")
    }
}

extension FlowDefaults {
    init(_ configuration: Configuration) {
        func rate(_ key: ConfigurationKey<Int>) -> Int? { configuration[key] == 0 ? nil : configuration[key] }
        principal = FlowLimits(
            messagesPerSecond: rate(FlowKeys.principalMessages),
            bytesPerSecond: rate(FlowKeys.principalBytes),
            queries: configuration[FlowKeys.principalQueries]
        )
        tenant = FlowLimits(
            messagesPerSecond: rate(FlowKeys.tenantMessages),
            bytesPerSecond: rate(FlowKeys.tenantBytes),
            queries: configuration[FlowKeys.tenantQueries]
        )
    }
}
