import ZeroMQ

/// Knows who is at the other end of the connections, without making anything for each message.
///
/// A principal at one address is one ``Connection``, whatever the number of its sockets. For the socket thread alone.
struct ConnectionTable {
    /// Who speaks, and what the list of principals says of them.
    final class Connection {
        let peer: Peer
        /// Nil if it is not in the list any more.
        let principal: Principal?

        init(peer: Peer, principal: Principal?) {
            self.peer = peer
            self.principal = principal
        }
    }

    /// What is spoken on all our sockets.
    static let `protocol` = "zmtp/3.1 curve"
    /// Above it everything is forgotten and found again: addresses are the clients' choice.
    private static let limit = 4_096

    private var last: Connection?
    private var known: [String: [Connection]] = [:]
    private var count = 0

    /// Who sent the message that was just received; nil where the connection has no name, which ZAP does not let in.
    mutating func connection(of frames: borrowing Frames, in list: PrincipalList) -> Connection? {
        if let last, Self.matches(last, frames) { return last }
        guard let name = frames.userID else { return nil }
        let found = known[name]?.first { Self.matches($0, frames) } ?? add(name, frames.peerAddress ?? "", list)
        last = found
        return found
    }

    /// Forgets everything, as when the list of principals changed.
    mutating func removeAll() {
        last = nil
        known.removeAll()
        count = 0
    }

    private mutating func add(_ name: String, _ address: String, _ list: PrincipalList) -> Connection {
        if count >= Self.limit { removeAll() }
        count += 1
        let peer = Peer(principal: name, address: address, protocol: Self.protocol)
        let connection = Connection(peer: peer, principal: list.byName[name])
        known[name, default: []].append(connection)
        return connection
    }

    private static func matches(_ connection: Connection, _ frames: borrowing Frames) -> Bool {
        frames.property("User-Id", equals: connection.peer.principal)
            && frames.property("Peer-Address", equals: connection.peer.address)
    }
}

@available(*, unavailable)
extension ConnectionTable.Connection: Sendable {}
