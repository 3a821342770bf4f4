import ZeroMQ

extension ProtocolError {
    /// Why a connection was turned away, in the words of `access.refused`.
    var reason: String {
        switch self {
        case .mechanismMismatch: "no key"
        case .cryptographic: "another store's key, or a handshake sent again"
        case .keyExchange: "a handshake with exchanged keys"
        case .unexpectedCommand, .invalidSequence: "a handshake out of order"
        case .invalidMetadata: "a malformed handshake"
        default: isMalformedCommand ? "a malformed handshake" : "a failed handshake"
        }
    }
}
