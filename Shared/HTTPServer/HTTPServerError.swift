/// Says why a server could not start.
public enum HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text is no IPv4 or IPv6 address.
    case badAddress(String)
    /// The port could not be bound; the reason is the system's.
    case cannotListen(address: String, port: UInt16, reason: String)

    /// What an operator should look at.
    public var description: String {
        switch self {
        case .badAddress(let text):
            "\"\(text)\" is not an address to listen on, write one like 127.0.0.1, 0.0.0.0 or ::1"
        case .cannotListen(let address, let port, let reason):
            "cannot listen on \(address) port \(port): \(reason)"
        }
    }
}
