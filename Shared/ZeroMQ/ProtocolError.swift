import CZeroMQ

/// What went wrong between two sides of a handshake, as a ``MonitorEvent`` tells it: zmq_socket_monitor(3).
public struct ProtocolError: Sendable, Hashable, RawRepresentable {
    /// libzmq's number.
    public let rawValue: UInt32

    /// An error by libzmq's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    private init(_ number: Int32) { rawValue = UInt32(bitPattern: number) }

    /// The peer does not speak CURVE: it has no key at all.
    public static let mechanismMismatch = ProtocolError(ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH)
    /// A box cannot be opened: it was made for another server's key, or for another connection.
    public static let cryptographic = ProtocolError(ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC)
    /// A box was opened, and the keys in it are not those of this connection.
    public static let keyExchange = ProtocolError(ZMQ_PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE)
    /// A command came that has no place there.
    public static let unexpectedCommand = ProtocolError(ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND)
    /// A command came out of turn.
    public static let invalidSequence = ProtocolError(ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE)
    /// What the peer says of itself cannot be read.
    public static let invalidMetadata = ProtocolError(ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_METADATA)

    /// Whether a command has not the form that it must have, whichever it is.
    public var isMalformedCommand: Bool {
        let last = Self(ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME).rawValue
        return (Self(ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED).rawValue...last).contains(rawValue)
    }
}

extension MonitorEvent {
    /// What the peer did wrong; nil for every kind but ``Kind/handshakeFailedProtocol``.
    public var protocolError: ProtocolError? {
        kind == .handshakeFailedProtocol ? ProtocolError(rawValue: value) : nil
    }
}
