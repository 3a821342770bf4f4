/// The types that extensions bring, by the names that signatures use.
public enum ObjectType: String, Sendable, Hashable, CaseIterable {
    case ip, cidr, semver, quantity, url

    /// The type's name, as `type(x)` gives it and expressions write it.
    var typeName: TypeName {
        switch self {
        case .ip: TypeName("net.IP")
        case .cidr: TypeName("net.CIDR")
        case .semver: TypeName("kubernetes.Semver")
        case .quantity: TypeName("kubernetes.Quantity")
        case .url: TypeName("kubernetes.URL")
        }
    }
}
