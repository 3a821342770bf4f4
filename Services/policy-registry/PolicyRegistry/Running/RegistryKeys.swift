import ServiceKit
import StoreLink

/// Declares everything that an operator can set.
enum RegistryKeys {
    static let link = StoreLink("policy-registry")

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

    static let all: [any ConfigurationDeclaration] =
        link.keys + [
            policies, tenants, interval, check,
        ]
}
